import type { Argv } from 'yargs';

/** Options of every command that reads a configuration. */
export interface CommonOptions {
  config: string | undefined;
  'host-root': string | undefined;
  'log-level': string | undefined;
}

/** Options of every command that shows alerts. */
export interface OutputOptions {
  output: 'text' | 'json';
}

export interface BackendOptions {
  backend: string | undefined;
}

export interface PolicyOptions {
  policy: string[] | undefined;
}

/** Adds --policy, which may stand more than once. */
export function withPolicy<T>(parser: Argv<T>): Argv<T & PolicyOptions> {
  return parser.option('policy', {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'Policy file or quoted pattern instead of the configured ones; more are layered',
  });
}

/** Adds --config alone, for commands that start nothing. */
export function withConfig<T>(parser: Argv<T>): Argv<T & Pick<CommonOptions, 'config'>> {
  return parser.option('config', {
    alias: 'c',
    type: 'string',
    describe: 'YAML file; unknown keys are errors',
    normalize: true,
  });
}

/** Adds the positional FILES, at least one. */
export function withFiles<T>(parser: Argv<T>, describe: string): Argv<T & { files: string[] }> {
  return parser.positional('files', {
    type: 'string',
    array: true,
    demandOption: true,
    describe,
  });
}

/** Adds --config, --host-root and --log-level. */
export function withCommon<T>(parser: Argv<T>): Argv<T & CommonOptions> {
  return withConfig(parser)
    .option('host-root', {
      type: 'string',
      describe: "The host's root as this process sees it: / by default, /host in the DaemonSet",
    })
    .option('log-level', {
      type: 'string',
      choices: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      describe: 'Least level of the logs on standard error',
    });
}

/** Adds --output. */
export function withOutput<T>(parser: Argv<T>): Argv<T & OutputOptions> {
  return parser.option('output', {
    alias: 'o',
    choices: ['text', 'json'] as const,
    default: 'text' as const,
    describe: 'Alerts on standard output: for people, or one JSON object per line',
  });
}

/** Adds --backend. */
export function withBackend<T>(parser: Argv<T>): Argv<T & BackendOptions> {
  return parser.option('backend', {
    choices: ['auto', 'fentry', 'kprobe', 'syscall'],
    describe: 'How the kernel is watched; auto takes the best that works',
  });
}

/** Adds the positional FILE, which may be `-`. */
export function withFile<T>(parser: Argv<T>, describe: string): Argv<T & { file: string }> {
  return (
    parser
      .positional('file', { type: 'string', demandOption: true, describe })
      // yargs reads a positional again as `--file -`, and takes a lone dash there for no value.
      .coerce('file', (file: string) => (file === '' ? '-' : file)) as Argv<T & { file: string }>
  );
}

/** Settings that win over file and environment; undefined ones change nothing. */
export interface Overrides {
  host_root: string | undefined;
  log: { level: string } | undefined;
  collector: { backend: string } | undefined;
  notifier: object | undefined;
  detector: object | undefined;
}

/** What the command line overrides in the configuration; undefined parts change nothing. */
export function overridesOf(
  options: CommonOptions &
    Partial<OutputOptions> &
    Partial<BackendOptions> &
    Partial<PolicyOptions>,
): Overrides {
  const level = options['log-level'];
  const { backend, policy } = options;
  const jsonOnly = { sinks: [{ type: 'terminal', name: 'stdout', format: 'json' }] };
  return {
    host_root: options['host-root'],
    log: level === undefined ? undefined : { level },
    collector: backend === undefined ? undefined : { backend },
    notifier: options.output === 'json' ? jsonOnly : undefined,
    detector: policy === undefined ? undefined : { policy_files: policy },
  };
}
