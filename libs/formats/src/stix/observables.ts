import type { LineageProcess } from '@keywarden/contracts';
import { deedOf, processId, type Actor } from '../facts.js';
import { known, type JsonObject } from '../json.js';
import { MAX_ANCESTORS } from '../limits.js';
import { baseName, commandLine, text } from '../text.js';
import { observableId, ownId } from './ids.js';
import type { Alert } from '@keywarden/contracts';

/** Cyber-observable objects by their id: the same file is there once. */
export type Observables = Map<string, JsonObject>;

/** What was seen: the file under each of its names, the process with its parents, the accounts. */
export function stixObservables(alert: Alert, actor: Actor): Observables {
  const found: Observables = new Map();
  const deed = deedOf(alert.event);
  if (deed !== undefined) addFile(found, deed.path);
  if (deed?.newPath !== undefined) addFile(found, deed.newPath);
  addProcesses(found, alert, actor);
  if (actor.loginuid !== undefined) addAccount(found, actor.loginuid, actor.login_user);
  return found;
}

function add(found: Observables, object: JsonObject & { id: string }): string {
  found.set(object.id, { spec_version: '2.1', ...object });
  return object.id;
}

/** A file has to have a name, and it is that of the directory below `/` for the root itself. */
function addFile(found: Observables, path: string): string {
  const name = text(baseName(path) || '/');
  const folder = text(path.slice(0, path.lastIndexOf('/')) || '/');
  const directory = add(found, {
    type: 'directory',
    id: observableId('directory', { path: folder }),
    path: folder,
  });
  const id = observableId('file', { name, parent_directory_ref: directory });
  return add(found, { type: 'file', id, name, parent_directory_ref: directory });
}

function addAccount(found: Observables, uid: number, name: string | undefined): string {
  const properties = {
    account_type: 'unix',
    ...(name === undefined ? {} : { account_login: text(name) }),
    user_id: String(uid),
  };
  return add(found, {
    type: 'user-account',
    id: observableId('user-account', properties),
    ...properties,
  });
}

type AnyProcess = Pick<LineageProcess, 'pid' | 'start_time' | 'comm'> & Partial<LineageProcess>;

/** From the farthest ancestor to the process that acted, so that each can refer to its parent. */
function addProcesses(found: Observables, alert: Alert, actor: Actor): void {
  const chain: AnyProcess[] = [actor, ...alert.lineage.slice(1, MAX_ANCESTORS)];
  let parent: string | undefined;
  for (const process of chain.reverse()) {
    const { exe, argv, cwd, uid } = process;
    parent = add(found, {
      type: 'process',
      id: ownId('process', processId(alert.event, process)),
      ...known({
        pid: process.pid,
        command_line: argv === undefined ? text(process.comm) : commandLine(argv),
        cwd: cwd === undefined ? undefined : text(cwd),
        creator_user_ref: uid === undefined ? undefined : addAccount(found, uid, undefined),
        image_ref: exe === undefined ? undefined : addFile(found, exe.path),
        parent_ref: parent,
      }),
    });
  }
}
