import { eventId, type KernelEvent } from '@keywarden/contracts';
import { actorOf, deedOf, unixMillis } from '../facts.js';
import { bounded, known, knownOrNothing, type JsonObject } from '../json.js';
import { text } from '../text.js';
import {
  OBSERVED,
  OCSF_VERSION,
  ocsfDevice,
  ocsfProduct,
  typeUid,
  workloadProfiles,
} from './base.js';
import { containerRest } from './container.js';
import { FILE_ACTIVITIES, FILE_ACTIVITY } from './file-activity-type.js';
import { ocsfFile, ocsfFileResult } from './file.js';
import { ocsfProcess, ocsfSession } from './process.js';

export interface OcsfEventOptions {
  productVersion?: string;
}

const SYSTEM_ACTIVITY = 1;
const INFORMATIONAL = 1;

/**
 * An event about a file as an OCSF File System Activity (class 1001); undefined for an event that is
 * about no file. It is no alert: whether it is a theft is what the Detection Finding says, which names
 * it in `finding_info.related_events`.
 */
export function toOcsfFileActivity(
  event: KernelEvent,
  options: OcsfEventOptions = {},
): JsonObject | undefined {
  const deed = deedOf(event);
  const actor = actorOf(event);
  if (deed === undefined || actor === undefined) return undefined;
  const [activity_id, activity_name] = FILE_ACTIVITIES[deed.verb];
  const data = event.data as { credential?: Parameters<typeof ocsfFile>[1] } & JsonObject;
  const process = ocsfProcess(event, actor, actor.ancestors ?? []);
  return known({
    activity_id,
    activity_name,
    category_uid: SYSTEM_ACTIVITY,
    category_name: 'System Activity',
    class_uid: FILE_ACTIVITY,
    class_name: 'File System Activity',
    type_uid: typeUid(FILE_ACTIVITY, activity_id),
    type_name: `File System Activity: ${activity_name}`,
    time: unixMillis(event.time),
    time_dt: event.time,
    timezone_offset: 0,
    severity_id: INFORMATIONAL,
    severity: 'Informational',
    ...OBSERVED,
    is_alert: false,
    metadata: {
      version: OCSF_VERSION,
      product: ocsfProduct(options.productVersion),
      uid: text(eventId(event)),
      sequence: event.seq,
      original_time: event.time,
      event_code: event.name,
      log_name: 'keywarden.events.v1',
      profiles: ['host', 'security_control', 'datetime', ...workloadProfiles(actor)],
    },
    device: ocsfDevice(event),
    actor: known({
      process,
      session: ocsfSession(actor, undefined),
      user: actor.uid === undefined ? undefined : { uid: String(actor.uid) },
    }),
    file: ocsfFile(deed, data.credential),
    file_result: ocsfFileResult(deed),
    unmapped: bounded(
      known({
        backend: event.backend,
        verb: deed.verb,
        flags: data.flags,
        rename_flags: data.rename_flags,
        given_path: data.given_path,
        root_path: data.root_path,
        path_state: data.path_state,
        reached_by: data.reached_by,
        target: data.target,
        canonical_path: data.credential?.canonical_path,
        login_user: knownOrNothing({ uid: actor.loginuid, name: actor.login_user }),
        workload: containerRest(actor),
      }),
    ),
  });
}
