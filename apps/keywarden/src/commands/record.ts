import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { once } from 'node:events';
import type { MessagePublisher } from '@keywarden/bus';
import { runService, serviceConfig } from '@keywarden/platform';
import type { Command } from '../cli.js';
import {
  overridesOf,
  withBackend,
  withCommon,
  withFile,
  type BackendOptions,
  type CommonOptions,
} from '../options.js';

interface RecordOptions extends CommonOptions, BackendOptions {
  file: string;
}

/** `keywarden record`: what the collector would publish, as JSON lines. */
export const recordCommand: Command<RecordOptions> = {
  command: 'record <file>',
  describe: 'Record kernel events as JSON lines, for replay',
  builder: (parser) =>
    withFile(
      withBackend(withCommon(parser)),
      'File that must not exist yet, or - for standard output',
    ).example('$0 record capture.jsonl', 'until Ctrl-C'),
  async run(options) {
    const { collectorSection, startCollector } = await import('@keywarden/collector');
    const schema = serviceConfig('collector', collectorSection);
    const overrides = overridesOf(options);
    return runService(
      'keywarden-record',
      schema,
      { file: options.config, overrides },
      async (context) => {
        const { config, logger, health } = context;
        const publisher = filePublisher(options.file);
        const collector = await startCollector({ config, publisher, logger, health });
        return {
          close: async () => {
            await collector.close();
            await publisher.close();
          },
        };
      },
    );
  },
};

const LINE_END = Buffer.from('\n');

/** A publisher that appends each message to a file; the file's own back pressure is the queue. */
function filePublisher(file: string): MessagePublisher {
  const stream =
    file === '-' ? process.stdout : createWriteStream(file, { flags: 'wx', mode: 0o600 });
  return {
    connect: () => Promise.resolve(),
    async publish(_topic, messages) {
      for (const { value } of messages) {
        if (!stream.write(Buffer.concat([value, LINE_END]))) {
          await once(stream, 'drain');
        }
      }
    },
    async close() {
      if (stream === process.stdout) return;
      stream.end();
      await finished(stream);
    },
  };
}
