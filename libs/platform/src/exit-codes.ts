import { toKeywardenError, type ErrorCode } from '@keywarden/contracts';

/** Exit codes of every Keywarden command. */
export const EXIT_CODES = {
  ok: 0,
  failure: 1,
  usage: 2,
  privilege: 3,
  unreachable: 4,
} as const;

const BY_ERROR: Partial<Record<ErrorCode, number>> = {
  KW_CONFIG_UNREADABLE: EXIT_CODES.usage,
  KW_CONFIG_SYNTAX: EXIT_CODES.usage,
  KW_CONFIG_INVALID: EXIT_CODES.usage,
  KW_POLICY_INVALID: EXIT_CODES.usage,
  KW_USAGE: EXIT_CODES.usage,
  KW_REPLAY_INPUT: EXIT_CODES.usage,
  KW_SENSOR_PRIVILEGE: EXIT_CODES.privilege,
  KW_SENSOR_NO_BTF: EXIT_CODES.privilege,
  KW_SENSOR_UNSUPPORTED: EXIT_CODES.privilege,
  KW_BUS_UNREACHABLE: EXIT_CODES.unreachable,
  KW_STATE_UNREACHABLE: EXIT_CODES.unreachable,
};

/** The exit code for an error that ends the process: 2 to 4 by its code, else 1. */
export function exitCodeFor(thrown: unknown): number {
  return BY_ERROR[toKeywardenError(thrown).code] ?? EXIT_CODES.failure;
}
