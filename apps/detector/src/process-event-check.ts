import { KERNEL_EVENT_SCHEMA, type ProcessEvent } from '@keywarden/contracts';

/**
 * Process events are nearly all of the traffic, and the full parser costs about twice what JSON.parse
 * does. This check accepts an event only if the parser would return it unchanged; whatever it does not
 * know (also a mere unknown field) is left for the parser to strip, accept or refuse. Property tests
 * hold the two together.
 */
export function isPlainProcessEvent(value: unknown): value is ProcessEvent {
  if (!isObject(value) || !event(value)) return false;
  const data = dataOf.get(value.name);
  return data?.(value.data) ?? false;
}

type Check = (value: unknown) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const integer: Check = (value) => Number.isSafeInteger(value);
const natural: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const start: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const wide: Check = (value) =>
  typeof value === 'string' ? /^\d{1,20}$/.test(value) : natural(value);
const name =
  (longest: number): Check =>
  (value) =>
    typeof value === 'string' && value.length > 0 && value.length <= longest;

function list(item: Check, most = Infinity): Check {
  return (value) => Array.isArray(value) && value.length <= most && value.every(item);
}

/** An object that has all of `required`, any of `optional`, and nothing else. */
function shape(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  const checks = new Map(Object.entries({ ...optional, ...required }));
  const needed = Object.keys(required);
  return (value) => {
    if (!isObject(value)) return false;
    for (const key of Object.keys(value)) {
      if (checks.get(key)?.(value[key]) !== true) return false;
    }
    return needed.every((key) => Object.hasOwn(value, key));
  };
}

const identity = { pid: natural, start_time: start };

const facts = shape(
  { ...identity, tid: natural, comm: text },
  {
    exe: shape(
      { path: text },
      { device: wide, inode: wide, deleted: flag, memfd: flag, mode: natural, owner_uid: natural },
    ),
    argv: list(text),
    cwd: text,
    uid: natural,
    euid: natural,
    loginuid: natural,
    tty: text,
    parent: shape(identity),
    ancestors: list(shape({ ...identity, comm: text }), 16),
    container: shape({ id: text }, { image: text }),
    pod: shape({}, { namespace: text, name: text, uid: text, service_account: text }),
  },
);

const dataOf = new Map<unknown, Check>([
  ['sched_process_fork', shape({ child: shape(identity) })],
  ['sched_process_exec', shape({ pathname: text }, { snapshot: flag })],
  ['sched_process_exit', shape({ exit_code: integer })],
]);

const BACKENDS = new Set<unknown>(['fentry', 'kprobe', 'syscall', 'procfs', 'none']);
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

const event = shape({
  schema: (value) => value === KERNEL_EVENT_SCHEMA,
  node: name(253),
  boot_id: name(64),
  seq: natural,
  time: (value) => typeof value === 'string' && TIME.test(value),
  backend: (value) => BACKENDS.has(value),
  name: (value) => dataOf.has(value),
  process: facts,
  data: isObject,
});
