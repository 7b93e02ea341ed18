import type { Alert } from '@keywarden/contracts';
import { actorOf, deedOf, endOf, messageOf, timeOfAlert, unixMillis } from './facts.js';
import { baseName, commandLine, oneLine, text } from './text.js';

export interface CefOptions {
  /** Version of Keywarden, the fourth field of the header. */
  productVersion?: string;
  /** Name of the cluster that the node belongs to. */
  cluster?: string;
}

/** CEF severity (0 to 10) by the severity of the signature (0 to 3): low, medium, high. */
const SEVERITIES = [1, 3, 6, 8] as const;

/** Longest values by key, in characters (CEF Implementation Standard, extension dictionary). */
const LENGTHS: Readonly<Record<string, number>> = {
  act: 63,
  cat: 1_023,
  dvchost: 100,
  externalId: 40,
  fileId: 1_023,
  filePath: 1_023,
  fname: 1_023,
  msg: 1_023,
  oldFilePath: 1_023,
  reason: 1_023,
  sproc: 1_023,
  suid: 1_023,
  suser: 1_023,
};
const CUSTOM_STRING = 4_000;
const LABEL = 1_023;
const HEADER_FIELD = 512;

/**
 * The alert as one line of the Common Event Format, without a syslog header. Backslash, pipe and equals
 * sign are escaped where the format asks for it. A line break in a value is `\n` or `\r`; any other control
 * character is shown as `\x1b`, because receivers are free to cut a line at it. The end of an incident is an
 * event class of its own with the lowest severity, so that no rule takes it for another theft.
 */
export function toCef(alert: Alert, options: CefOptions = {}): string {
  const { signature } = alert;
  const isEnd = endOf(alert) !== undefined;
  const header = [
    'CEF:0',
    'Keywarden',
    'Keywarden',
    options.productVersion ?? 'unknown',
    isEnd ? `${signature.id}-resolved` : signature.id,
    isEnd ? `${signature.name} resolved` : signature.name,
    String(isEnd ? SEVERITIES[0] : (SEVERITIES[signature.severity] ?? 5)),
  ];
  const extension = pairs(alert, options)
    .map(([key, value]) => `${key}=${cefValue(value, LENGTHS[key] ?? limitOf(key))}`)
    .join(' ');
  return `${header.map(cefHeader).join('|')}|${extension}`;
}

/** Escapes a field of the header, where a line break cannot be. */
export function cefHeader(value: string): string {
  return oneLine(text(value, HEADER_FIELD)).replace(/[\\|]/g, '\\$&');
}

/** Escapes a value of the extension; it is cut at `max` before that. */
export function cefValue(value: string, max: number): string {
  return text(value, max)
    .split(/([\n\r])/)
    .map((part) => {
      if (part === '\n') return '\\n';
      return part === '\r' ? '\\r' : oneLine(part).replace(/[\\=]/g, '\\$&');
    })
    .join('');
}

function limitOf(key: string): number {
  return key.endsWith('Label') ? LABEL : CUSTOM_STRING;
}

type Pair = [key: string, value: string];

function pairs(alert: Alert, { cluster }: CefOptions): Pair[] {
  const { event, signature } = alert;
  const actor = actorOf(event);
  const deed = deedOf(event);
  const end = endOf(alert);
  const all: [string, string | number | undefined][] = [
    ['rt', unixMillis(timeOfAlert(alert))],
    ['end', end === undefined ? undefined : unixMillis(timeOfAlert(alert))],
    ['dvchost', event.node],
    ['externalId', alert.id],
    ['cat', signature.category],
    ['act', end === undefined ? (deed?.verb ?? event.name) : 'resolved'],
    ['filePath', deed?.newPath ?? deed?.path],
    ['fname', deed === undefined ? undefined : baseName(deed.newPath ?? deed.path)],
    ['fileId', deed?.inode],
    ['oldFilePath', deed?.newPath === undefined ? undefined : deed.path],
    ['sproc', actor === undefined ? undefined : (actor.exe?.path ?? actor.comm)],
    ['spid', actor?.pid],
    ['suid', actor?.uid],
    ['suser', actor?.login_user],
    ['reason', end?.reason ?? alert.verdict.reason],
    ...custom('cn1', 'riskScore', alert.risk_score),
    ...custom('cs1', 'commandLine', actor?.argv && commandLine(actor.argv)),
    ...custom('cs2', 'lineage', lineageText(alert)),
    ...custom('cs3', 'workload', workloadText(alert)),
    ...custom('cs4', 'incident', alert.incident_id),
    ...custom('cs5', 'techniques', signature.mitre_external_ids.join(',')),
    ...custom('cs6', 'credential', deed === undefined ? undefined : credentialText(alert)),
    ...custom('flexString1', 'evasions', alert.evasions.join(',')),
    ...custom('flexString2', 'cluster', cluster),
    ['msg', messageOf(alert)],
  ];
  return all.flatMap(([key, value]): Pair[] => (isNothing(value) ? [] : [[key, String(value)]]));
}

/** A key without a value is one that some parsers read on from. */
function isNothing(value: string | number | undefined): value is undefined | '' {
  return value === undefined || value === '';
}

/** A field of one's own is a value and the label that says what it is. */
function custom(key: string, label: string, value: string | number | undefined) {
  if (isNothing(value)) return [];
  return [
    [`${key}Label`, label],
    [key, value],
  ] satisfies [string, string | number][];
}

function lineageText({ lineage }: Alert): string | undefined {
  const names = lineage.map(({ exe, comm, pid }) => `${exe?.path ?? comm}[${String(pid)}]`);
  return names.length === 0 ? undefined : names.join(' < ');
}

function workloadText({ event }: Alert): string | undefined {
  const { pod, container } = actorOf(event) ?? {};
  const parts = [pod?.namespace, pod?.name, container?.name ?? container?.id];
  const text = parts.flatMap((part) => (part === undefined ? [] : [part])).join('/');
  return text === '' ? undefined : text;
}

function credentialText({ credential }: Alert): string {
  const { kind, content, canonical_path: path } = credential;
  return `${kind} ${content ?? 'credential'} ${path}`;
}
