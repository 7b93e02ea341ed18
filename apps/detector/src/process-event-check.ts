import { KERNEL_EVENT_SCHEMA, type ProcessEvent } from '@keywarden/contracts';

/**
 * Process events are nearly all of the traffic, and the full parser costs about twice what JSON.parse
 * does. This check accepts parsed JSON only if the parser would return it unchanged; whatever it does
 * not know (also a mere unknown field) is left for the parser to strip, accept or refuse. Property
 * tests hold the two together.
 */
export function isPlainProcessEvent(value: unknown): value is ProcessEvent {
  return (
    isObject(value) &&
    hasOnly(value, EVENT_FIELDS) &&
    value.schema === KERNEL_EVENT_SCHEMA &&
    isName(value.node, 253) &&
    isName(value.boot_id, 64) &&
    isNatural(value.seq) &&
    typeof value.time === 'string' &&
    TIME.test(value.time) &&
    BACKENDS.has(value.backend) &&
    isFacts(value.process) &&
    isData(value.name, value.data)
  );
}

type Fields = Record<string, unknown>;

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const DIGITS = /^\d{1,20}$/;
const BACKENDS = new Set<unknown>(['fentry', 'kprobe', 'syscall', 'procfs', 'none']);

const fields = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const EVENT_FIELDS = fields('schema node boot_id seq time backend name process data');
const IDENTITY_FIELDS = fields('pid start_time');
const ANCESTOR_FIELDS = fields('pid start_time comm');
const FACTS_FIELDS = fields(
  'pid tid start_time comm exe argv cwd uid euid loginuid tty parent ancestors container pod',
);
const EXE_FIELDS = fields('path device inode deleted memfd mode owner_uid');
const CONTAINER_FIELDS = fields('id name image unresolved');
const POD_FIELDS = fields('namespace name uid service_account');
const FORK_FIELDS = fields('child');
const EXEC_FIELDS = fields('pathname snapshot');
const EXIT_FIELDS = fields('exit_code');

function isFacts(value: unknown): boolean {
  return (
    isObject(value) &&
    hasOnly(value, FACTS_FIELDS) &&
    isNatural(value.pid) &&
    isNatural(value.tid) &&
    isStart(value.start_time) &&
    isText(value.comm) &&
    (value.exe === undefined || isExe(value.exe)) &&
    (value.argv === undefined || (Array.isArray(value.argv) && value.argv.every(isText))) &&
    (value.cwd === undefined || isText(value.cwd)) &&
    (value.uid === undefined || isNatural(value.uid)) &&
    (value.euid === undefined || isNatural(value.euid)) &&
    (value.loginuid === undefined || isNatural(value.loginuid)) &&
    (value.tty === undefined || isText(value.tty)) &&
    (value.parent === undefined || isIdentity(value.parent)) &&
    (value.ancestors === undefined || areAncestors(value.ancestors)) &&
    (value.container === undefined || isContainer(value.container)) &&
    (value.pod === undefined || isPod(value.pod))
  );
}

function isExe(value: unknown): boolean {
  return (
    isObject(value) &&
    hasOnly(value, EXE_FIELDS) &&
    isText(value.path) &&
    (value.device === undefined || isWide(value.device)) &&
    (value.inode === undefined || isWide(value.inode)) &&
    (value.deleted === undefined || isFlag(value.deleted)) &&
    (value.memfd === undefined || isFlag(value.memfd)) &&
    (value.mode === undefined || isNatural(value.mode)) &&
    (value.owner_uid === undefined || isNatural(value.owner_uid))
  );
}

function areAncestors(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length <= 16 &&
    value.every(
      (item) =>
        isObject(item) &&
        hasOnly(item, ANCESTOR_FIELDS) &&
        isNatural(item.pid) &&
        isStart(item.start_time) &&
        isText(item.comm),
    )
  );
}

function isContainer(value: unknown): boolean {
  return (
    isObject(value) &&
    hasOnly(value, CONTAINER_FIELDS) &&
    isText(value.id) &&
    (value.name === undefined || isText(value.name)) &&
    (value.image === undefined || isText(value.image)) &&
    (value.unresolved === undefined || isText(value.unresolved))
  );
}

function isPod(value: unknown): boolean {
  return isObject(value) && hasOnly(value, POD_FIELDS) && Object.values(value).every(isText);
}

function isData(name: unknown, data: unknown): boolean {
  if (!isObject(data)) return false;
  switch (name) {
    case 'sched_process_fork':
      return hasOnly(data, FORK_FIELDS) && isIdentity(data.child);
    case 'sched_process_exec':
      return (
        hasOnly(data, EXEC_FIELDS) &&
        isText(data.pathname) &&
        (data.snapshot === undefined || isFlag(data.snapshot))
      );
    case 'sched_process_exit':
      return hasOnly(data, EXIT_FIELDS) && Number.isSafeInteger(data.exit_code);
    default:
      return false;
  }
}

function isIdentity(value: unknown): boolean {
  return (
    isObject(value) &&
    hasOnly(value, IDENTITY_FIELDS) &&
    isNatural(value.pid) &&
    isStart(value.start_time)
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `in` and not Object.keys: it makes no array, and parsed JSON inherits nothing enumerable. */
function hasOnly(value: Fields, known: ReadonlySet<string>): boolean {
  for (const key in value) if (!known.has(key)) return false;
  return true;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isFlag = (value: unknown): boolean => typeof value === 'boolean';

function isName(value: unknown, longest: number): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= longest;
}

function isNatural(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isStart(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isWide(value: unknown): boolean {
  return typeof value === 'string' ? DIGITS.test(value) : isNatural(value);
}
