import { kafkaOptions, type KafkaOptions } from '@keywarden/bus';
import { toKeywardenError } from '@keywarden/contracts';
import { createLogger, exitCodeFor, loadConfig, servicesConfig } from '@keywarden/platform';

/**
 * Runs work that needs the configured Kafka and nothing else; an error is told on standard error.
 *
 * @returns the exit code
 */
export async function withKafka(
  file: string | undefined,
  work: (kafka: KafkaOptions) => Promise<number>,
): Promise<number> {
  try {
    const config = loadConfig({ schema: servicesConfig({}), file });
    const logger = createLogger({
      service: 'keywarden-dead-letters',
      level: 'error',
      format: config.log.format,
    });
    return await work(kafkaOptions(config.kafka, { logger }));
  } catch (thrown) {
    process.stderr.write(`${toKeywardenError(thrown).toText()}\n`);
    return exitCodeFor(thrown);
  }
}

/** Resolves when standard output has taken the text: a pipe may be slower than the process ends. */
export function print(text: string | Buffer): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => {
      resolve();
    });
  });
}
