import { EXIT_CODES } from '@keywarden/platform';

export { EXIT_CODES };

const MEANINGS: Readonly<Record<keyof typeof EXIT_CODES, string>> = {
  ok: 'success, or stopped by a signal',
  failure: 'an unexpected failure, or input that could not be processed',
  usage: 'a wrong command line, configuration, policy or recording',
  privilege: 'the kernel, or the rights of this process, do not suffice',
  unreachable: 'Kafka or Redis could not be reached within startup.wait_limit_ms',
};

/** The last lines of every `--help`. */
export const EXIT_CODE_HELP = [
  'Exit codes:',
  ...Object.entries(MEANINGS).map(
    ([name, text]) => `  ${String(EXIT_CODES[name as keyof typeof EXIT_CODES])}  ${text}`,
  ),
  '',
  'Configuration keys can also be given as KEYWARDEN_SECTION__KEY; see docs/operations.md.',
].join('\n');
