import type { KernelEvent, LineageProcess, ProcessFacts } from '@keywarden/contracts';
import { processId, unixMillis, type Actor } from '../facts.js';
import { known, knownOrNothing, someOf, type JsonObject } from '../json.js';
import { MAX_ANCESTORS, MAX_SHORT_TEXT } from '../limits.js';
import { commandLine, text } from '../text.js';
import { ocsfContainer } from './container.js';
import { ocsfExecutable } from './file.js';

type Ancestors = readonly (LineageProcess | NonNullable<Actor['ancestors']>[number])[];
type Event = Pick<KernelEvent, 'node' | 'boot_id'>;

/**
 * The process that acted, its parent as a process of its own and all ancestors as a list, nearest
 * first. Attributes of the profiles `container` and `linux/linux_users` are there when they are known.
 */
export function ocsfProcess(event: Event, actor: Actor, ancestors: Ancestors): JsonObject {
  const [parent] = ancestors;
  return known({
    ...common(event, actor),
    tid: actor.tid,
    auid: actor.loginuid,
    euid: actor.euid,
    parent_process: parent === undefined ? undefined : ancestor(event, parent),
    ancestry: someOf(ancestors.slice(0, MAX_ANCESTORS).map((one) => entity(event, one))),
    xattributes: knownOrNothing({
      capabilities: actor.capabilities,
      preload: actor.preload === undefined ? undefined : text(actor.preload),
      systemd_unit: actor.systemd_unit === undefined ? undefined : text(actor.systemd_unit),
      mount_namespace: actor.namespaces?.mount,
      pid_namespace: actor.namespaces?.pid,
    }),
  });
}

/** The session of a process; undefined when nothing of it is known. */
export function ocsfSession(
  { session, tty }: Pick<ProcessFacts, 'session' | 'tty'>,
  entryPoint: string | undefined,
): JsonObject | undefined {
  return knownOrNothing({
    uid: session === undefined ? undefined : String(session),
    terminal: tty === undefined ? undefined : text(tty),
    is_remote: entryPoint === 'ssh' ? true : entryPoint === 'console' ? false : undefined,
  });
}

function ancestor(event: Event, process: Ancestors[number]): JsonObject {
  const exitedAt = 'exited_at' in process ? process.exited_at : undefined;
  return known({
    ...common(event, process),
    terminated_time: exitedAt === undefined ? undefined : unixMillis(exitedAt),
  });
}

function common(event: Event, process: Ancestors[number] | ProcessFacts): JsonObject {
  const facts: Partial<ProcessFacts> & typeof process = process;
  return known({
    pid: process.pid,
    uid: processId(event, process),
    name: text(process.comm),
    path: facts.exe === undefined ? undefined : text(facts.exe.path),
    file: facts.exe === undefined ? undefined : ocsfExecutable(facts.exe),
    cmd_line: facts.argv === undefined ? undefined : commandLine(facts.argv),
    working_directory: facts.cwd === undefined ? undefined : text(facts.cwd),
    user: facts.uid === undefined ? undefined : { uid: String(facts.uid) },
    namespace_pid: facts.ns_pid,
    container: ocsfContainer(facts),
  });
}

function entity(event: Event, process: Ancestors[number]): JsonObject {
  const exe = 'exe' in process ? process.exe : undefined;
  const argv = 'argv' in process ? process.argv : undefined;
  return known({
    pid: process.pid,
    uid: processId(event, process),
    name: text(process.comm, MAX_SHORT_TEXT),
    path: exe === undefined ? undefined : text(exe.path, MAX_SHORT_TEXT),
    cmd_line: argv === undefined ? undefined : commandLine(argv, MAX_SHORT_TEXT),
  });
}
