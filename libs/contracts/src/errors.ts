/**
 * Every error code that Keywarden can show, with its meaning. `docs/errors.md` explains each one and
 * a test compares the two lists both ways.
 */
export const ERROR_CODES = {
  KW_CONFIG_UNREADABLE: 'the configuration file cannot be read',
  KW_CONFIG_SYNTAX: 'the configuration file is not valid YAML',
  KW_CONFIG_INVALID: 'a configuration key is unknown or has a wrong value',
  KW_SENSOR_PRIVILEGE: 'the process may not load BPF programs',
  KW_SENSOR_NO_BTF: 'the kernel has no BTF type information',
  KW_SENSOR_UNSUPPORTED: 'the kernel lacks something that every backend needs',
  KW_SENSOR_LOAD: 'the kernel refused a BPF program',
  KW_SENSOR_CLOSED: 'the sensor has been closed',
  KW_SENSOR_DECODE: 'a record from the kernel could not be decoded',
  KW_BUS_UNREACHABLE: 'the Kafka brokers cannot be reached',
  KW_BUS_PUBLISH: 'messages could not be published',
  KW_BUS_OVERFLOW: 'a bounded buffer was full and messages were dropped',
  KW_STATE_UNREACHABLE: 'Redis cannot be reached',
  KW_STATE_FAILED: 'a Redis command failed',
  KW_MESSAGE_MALFORMED: 'a message is not valid JSON or breaks its schema',
  KW_MESSAGE_VERSION: 'a message has a schema version that this release does not know',
  KW_SINK_REJECTED: 'a sink refused an alert for good',
  KW_SINK_UNAVAILABLE: 'a sink could not be reached or answered with a passing fault',
  KW_REPLAY_INPUT: 'a recorded event could not be read',
  KW_POLICY_INVALID: 'the policy file has an unknown key or a wrong value',
  KW_USAGE: 'the command line is wrong',
  KW_INTERNAL: 'an unexpected failure inside Keywarden',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface KeywardenErrorOptions {
  /** True when the same call may succeed later without any change. */
  retryable?: boolean;
  cause?: unknown;
  /** Where it went wrong: file and line, topic/partition/offset, configuration key. */
  where?: string;
  /** What the operator can do about it, a full sentence. */
  hint?: string;
}

/** The one error class of the project: a code from a closed list, and whether a retry can help. */
export class KeywardenError extends Error {
  override readonly name = 'KeywardenError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly where: string | undefined;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: KeywardenErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.where = options.where;
    this.hint = options.hint;
  }

  /** One to three lines for a terminal: code, place and message, then the hint. */
  toText(): string {
    const place = this.where === undefined ? '' : `${this.where}: `;
    const hint = this.hint === undefined ? '' : `\n  ${this.hint}`;
    return `${this.code}: ${place}${this.message}${hint}`;
  }
}

/** Makes a {@link KeywardenError} of whatever was thrown; ours pass through unchanged. */
export function toKeywardenError(thrown: unknown, code: ErrorCode = 'KW_INTERNAL'): KeywardenError {
  if (thrown instanceof KeywardenError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new KeywardenError(code, message, { cause: thrown });
}
