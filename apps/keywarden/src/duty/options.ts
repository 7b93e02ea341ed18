import { KeywardenError } from '@keywarden/contracts';
import type { Argv } from 'yargs';
import { withConfig, type CommonOptions } from '../options.js';

/** Options of every command for the people on duty. */
export interface DutyOptions extends Pick<CommonOptions, 'config'> {
  output: 'text' | 'json';
}

/** Adds --config and --output. */
export function withDuty<T>(parser: Argv<T>): Argv<T & DutyOptions> {
  return withConfig(parser).option('output', {
    alias: 'o',
    choices: ['text', 'json'] as const,
    default: 'text' as const,
    describe: 'For people (times in UTC), or one JSON object per line',
  });
}

export interface ByOptions {
  by: string;
}

/** Adds --by. */
export function withBy<T>(parser: Argv<T>): Argv<T & ByOptions> {
  return parser.option('by', {
    type: 'string',
    default: loginName(),
    defaultDescription: 'your login name',
    describe: 'Who does it; kept with it',
    coerce: (text: string) => required('--by', text),
  });
}

export interface LimitOptions {
  limit: number;
}

const MAX_LIMIT = 10_000;

/** Adds --limit. */
export function withLimit<T>(parser: Argv<T>, limit: number): Argv<T & LimitOptions> {
  return parser.option('limit', {
    type: 'number',
    default: limit,
    describe: 'Most lines to show, latest first',
    coerce: (value: number) => {
      if (Number.isInteger(value) && value >= 1 && value <= MAX_LIMIT) return value;
      const text = `--limit: must be a whole number from 1 to ${String(MAX_LIMIT)}`;
      throw new KeywardenError('KW_USAGE', text);
    },
  });
}

/** The person at the keyboard, also behind sudo; empty when the system does not say. */
export function loginName(env: NodeJS.ProcessEnv = process.env): string {
  return env.SUDO_USER ?? env.USER ?? '';
}

const MAX_TEXT = 1_000;

/** @throws KeywardenError `KW_USAGE` when a text is empty or too long to be kept */
export function required(option: string, text: string): string {
  const trimmed = text.trim();
  if (trimmed !== '' && trimmed.length <= MAX_TEXT) return trimmed;
  const problem =
    trimmed === '' ? 'must not be empty' : `must be ${String(MAX_TEXT)} characters or fewer`;
  throw new KeywardenError('KW_USAGE', `${option}: ${problem}`);
}
