import type { Alert } from '@keywarden/contracts';
import { actorOf, deedOf } from '../facts.js';
import type { JsonObject } from '../json.js';
import { commandLine, text } from '../text.js';

/** `observable.type_id` and its caption. */
const TYPES = {
  hostname: [1, 'Hostname'],
  userName: [4, 'User Name'],
  processName: [9, 'Process Name'],
  resourceUid: [10, 'Resource UID'],
  commandLine: [13, 'Command Line'],
  processId: [15, 'Process ID'],
  container: [27, 'Container'],
  userUid: [31, 'User Object: uid'],
  filePath: [45, 'File Path'],
} as const;

/** What to search for elsewhere; `name` is where in the finding the value stands. */
export function ocsfObservables(alert: Alert): JsonObject[] {
  const { event } = alert;
  const actor = actorOf(event);
  const deed = deedOf(event);
  const process = 'evidences.actor.process';
  const all: [keyof typeof TYPES, string, string | undefined][] = [
    ['hostname', 'device.hostname', event.node],
    ['filePath', 'evidences.file.path', deed?.path],
    ['filePath', 'unmapped.new_path', deed?.newPath],
    ['processName', `${process}.name`, actor?.comm],
    ['processId', `${process}.pid`, actor === undefined ? undefined : String(actor.pid)],
    ['filePath', `${process}.file.path`, actor?.exe?.path],
    ['commandLine', `${process}.cmd_line`, actor?.argv && commandLine(actor.argv)],
    ['userUid', `${process}.user.uid`, actor?.uid === undefined ? undefined : String(actor.uid)],
    ['userName', 'evidences.user.name', actor?.login_user],
    ['container', `${process}.container.uid`, actor?.container?.id],
    ['resourceUid', 'resources.uid', actor?.pod?.uid],
  ];
  return all.flatMap(([kind, name, value]) => {
    if (value === undefined) return [];
    const [type_id, type] = TYPES[kind];
    return [{ name, type_id, type, value: text(value) }];
  });
}
