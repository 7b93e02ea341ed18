import type { Alert } from '@keywarden/contracts';
import { CUT_MARK, oneLine, text } from './text.js';

/** Facilities of RFC 5424 that make sense for a product of one's own. */
export const SYSLOG_FACILITIES = {
  user: 1,
  daemon: 3,
  auth: 4,
  authpriv: 10,
  audit: 13,
  alert: 14,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
} as const;

export type SyslogFacility = keyof typeof SYSLOG_FACILITIES;

/** One element of structured data; its values may be any text. */
export interface SyslogElement {
  /** `name@enterprise number`, at most 32 characters. */
  id: string;
  /** Names have at most 32 characters of visible ASCII; other characters are left out. */
  params: readonly (readonly [name: string, value: string])[];
}

export interface SyslogOptions {
  facility: SyslogFacility;
  /** 0 (emergency) to 7 (debug). */
  severity: number;
  /** RFC 3339; kept to microseconds, which is all that the format has. */
  time: string;
  hostname: string;
  appName?: string;
  procId?: string;
  msgId?: string;
  structuredData?: readonly SyslogElement[];
  message: string;
  /** Longest frame in bytes; {@link SYSLOG_MAX_BYTES} when left out. */
  maxBytes?: number;
  /** Whether the byte order mark that announces UTF-8 is put before the message; true by default. */
  bom?: boolean;
}

/** What receivers over TLS should accept (RFC 5425 section 4.3.1). */
export const SYSLOG_MAX_BYTES = 8_192;

/** The number that RFC 5612 sets aside for examples; Keywarden has none of its own. */
export const SYSLOG_ENTERPRISE = 32473;

/** Longest value of one parameter, in characters before escaping. */
const MAX_PARAM = 1_024;
const BOM = '\ufeff';

/**
 * One message of RFC 5424: header, structured data, and the message as UTF-8. What a field of the header
 * cannot hold is replaced by `_`; `"`, `\` and `]` are escaped in parameters; control characters become
 * `\x0a` in both parameters and message, so that a frame is one line. A message that does not fit is cut at a
 * whole character; structured data that does not fit is left out, and never cut.
 */
export function toSyslog5424(options: SyslogOptions): Buffer {
  const maxBytes = options.maxBytes ?? SYSLOG_MAX_BYTES;
  const head = header(options);
  const room = maxBytes - Buffer.byteLength(head) - 2;
  const data = structuredData(options.structuredData ?? [], room);
  const start = `${head} ${data} ${options.bom === false ? '' : BOM}`;
  const message = oneLine(options.message.toWellFormed());
  return Buffer.from(`${start}${fit(message, maxBytes - Buffer.byteLength(start))}`);
}

/** A frame with its length before it (RFC 6587 section 3.4.1, RFC 5425 section 4.3). */
export function octetCounted(frame: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${String(frame.byteLength)} `), frame]);
}

/** What is worth filtering by in a syslog server, for {@link SyslogOptions.structuredData}. */
export function alertStructuredData(
  alert: Alert,
  enterprise: number = SYSLOG_ENTERPRISE,
): SyslogElement {
  const { signature, credential, event } = alert;
  return {
    id: `keywarden@${String(enterprise)}`,
    params: [
      ['id', alert.id],
      ['incident', alert.incident_id],
      ['signature', signature.id],
      ['risk', String(alert.risk_score)],
      ['confidence', alert.confidence],
      ['node', event.node],
      ['kind', credential.kind],
      ['path', credential.canonical_path],
      ...(alert.status === 'resolved' ? ([['status', 'resolved']] as const) : []),
    ],
  };
}

/** Severity by that of the signature: 3 is critical, 2 a warning. The end of an incident informs. */
export function syslogSeverity({ signature, status }: Pick<Alert, 'signature' | 'status'>): number {
  if (status === 'resolved') return 6;
  return [6, 5, 4, 2][signature.severity] ?? 4;
}

function header(options: SyslogOptions): string {
  const priority = SYSLOG_FACILITIES[options.facility] * 8 + (options.severity & 7);
  const fields = [
    time(options.time),
    printable(options.hostname, 255),
    printable(options.appName ?? 'keywarden', 48),
    printable(options.procId, 128),
    printable(options.msgId, 32),
  ];
  return `<${String(priority)}>1 ${fields.join(' ')}`;
}

function time(value: string): string {
  const [, moment, fraction = '', zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(value) ?? [];
  return moment === undefined || zone === undefined
    ? '-'
    : `${moment}${fraction.slice(0, 7)}${zone}`;
}

/** PRINTUSASCII of the given length, or the nil value for nothing. */
function printable(value: string | undefined, max: number): string {
  const ascii = (value ?? '').slice(0, max).replace(/[^!-~]/g, '_');
  return ascii === '' ? '-' : ascii;
}

function structuredData(elements: readonly SyslogElement[], room: number): string {
  let data = '';
  for (const element of elements) {
    const one = sdElement(element);
    if (Buffer.byteLength(data) + Buffer.byteLength(one) <= room) data += one;
  }
  return data === '' ? '-' : data;
}

function sdElement({ id, params }: SyslogElement): string {
  const all = params.map(([name, value]) => {
    const escaped = oneLine(text(value, MAX_PARAM)).replace(/["\\\]]/g, '\\$&');
    return ` ${sdName(name)}="${escaped}"`;
  });
  return `[${sdName(id)}${all.join('')}]`;
}

/** SD-NAME: visible ASCII but for `=`, `]` and `"`. */
function sdName(name: string): string {
  const kept = name.replace(/[^!-~]|[=\]"]/g, '').slice(0, 32);
  return kept === '' ? '_' : kept;
}

/** As much of a text as `bytes` bytes of UTF-8 hold, with a mark when that is not all of it. */
function fit(value: string, bytes: number): string {
  const encoded = Buffer.from(value);
  if (encoded.length <= bytes) return value;
  let end = Math.max(0, bytes - Buffer.byteLength(CUT_MARK));
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return `${encoded.subarray(0, end).toString()}${CUT_MARK}`;
}
