import { join } from 'node:path';
import { run, type SpawnOptions } from '../support/process.ts';
import { kafkaToolJars } from './jars.ts';

/** Main classes behind Kafka's scripts. */
const CLASSES: Readonly<Record<string, string>> = {
  'kafka-acls.sh': 'org.apache.kafka.tools.AclCommand',
  'kafka-topics.sh': 'org.apache.kafka.tools.TopicCommand',
};

/** The options of every short-lived JVM of the tests. */
export const QUICK_JVM = [
  '-Xmx256m',
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-Xshare:auto',
];

/**
 * Runs one of Kafka's scripts by its main class, which is all that the scripts do.
 *
 * @throws with the output when it fails
 */
export async function kafkaTool(
  script: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<readonly string[]> {
  const main = CLASSES[script];
  if (main === undefined) throw new Error(`${script} is not known here`);
  const classPath = join(await kafkaToolJars(), '*');
  const tool = await run('java', [...QUICK_JVM, '-cp', classPath, main, ...args], options);
  if (tool.code !== 0 || tool.stderr.some((line) => line.startsWith('Error'))) {
    throw new Error(`${script} ${args.join(' ')}:\n${[...tool.stdout, ...tool.stderr].join('\n')}`);
  }
  return tool.stdout;
}
