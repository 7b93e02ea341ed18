import type { Command } from '../cli.js';
import {
  withBackend,
  withCommon,
  withOutput,
  type BackendOptions,
  type CommonOptions,
  type OutputOptions,
} from '../options.js';

export type RunOptions = CommonOptions & BackendOptions & OutputOptions;

/** `keywarden run`: the collector, the detector and the notifier in one process. */
export const runCommand: Command<RunOptions> = {
  command: 'run',
  describe: 'Watch this host and show alerts: everything in one process, no Kafka, no Redis',
  builder: (parser) =>
    withOutput(withBackend(withCommon(parser)))
      .example('$0 run', 'watch this host, alerts on the terminal')
      .example('$0 run --output json | jq .title', 'alerts for a program')
      .example('$0 run --host-root /host', 'inside a container that sees the host there'),
  async run(options) {
    const { runHost } = await import('../actions/run-host.js');
    return runHost(options);
  },
};
