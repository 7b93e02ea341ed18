import type { Command } from '../cli.js';
import { notifyTestCommand } from './notify-test.js';
import {
  overridesOf,
  withBackend,
  withCommon,
  type BackendOptions,
  type CommonOptions,
} from '../options.js';

/** `keywarden collect`: the node's part, publishing to Kafka. */
export const collectCommand: Command<CommonOptions & BackendOptions> = {
  command: 'collect',
  describe: 'Watch this host and publish kernel events to Kafka (one per node)',
  builder: (parser) =>
    withBackend(withCommon(parser))
      .example('$0 collect -c keywarden.yaml', 'as the DaemonSet does')
      .example('KEYWARDEN_KAFKA__BROKERS=kafka:9092 $0 collect --host-root /host', ''),
  async run(options) {
    const { runCollector } = await import('@keywarden/collector');
    return runCollector({ file: options.config, overrides: overridesOf(options) });
  },
};

/** `keywarden detect`: events and lineage to alerts. */
export const detectCommand: Command<CommonOptions> = {
  command: 'detect',
  describe: 'Judge events from Kafka with the lineage in Redis; publish alerts',
  builder: (parser) =>
    withCommon(parser).example('$0 detect -c keywarden.yaml', 'scale by starting more of them'),
  async run(options) {
    const { runDetector } = await import('@keywarden/detector');
    return runDetector({ file: options.config, overrides: overridesOf(options) });
  },
};

/** `keywarden notify`: alerts to sinks. */
export const notifyCommand: Command<CommonOptions> = {
  command: 'notify',
  describe: 'Deliver alerts from Kafka to the configured sinks',
  builder: (parser) => withCommon(parser).example('$0 notify -c keywarden.yaml', ''),
  register(add) {
    add(notifyTestCommand);
  },
  async run(options) {
    const { runNotifier } = await import('@keywarden/notifier');
    return runNotifier({ file: options.config, overrides: overridesOf(options) });
  },
};
