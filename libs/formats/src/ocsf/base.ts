import type { KernelEvent } from '@keywarden/contracts';
import { known, type JsonObject } from '../json.js';
import { text } from '../text.js';
import type { Actor } from '../facts.js';

/** The version of OCSF that is written. */
export const OCSF_VERSION = '1.8.0';

const LINUX = 200;
const SERVER = 1;

/** Attributes of the profile `security_control`: Keywarden sees and tells, it does not block. */
export const OBSERVED = {
  action_id: 3,
  action: 'Observed',
  disposition_id: 15,
  disposition: 'Detected',
} as const;

/** The node, in the profile `host`. */
export function ocsfDevice({ node, boot_id }: Pick<KernelEvent, 'node' | 'boot_id'>): JsonObject {
  return {
    hostname: text(node),
    name: text(node),
    type_id: SERVER,
    type: 'Server',
    boot_uid: text(boot_id),
    os: { name: 'Linux', type_id: LINUX, type: 'Linux' },
  };
}

/** Who made the record. */
export function ocsfProduct(version: string | undefined): JsonObject {
  return known({
    name: 'Keywarden',
    vendor_name: 'Keywarden',
    version: version === undefined ? undefined : text(version),
  });
}

/** The profiles whose attributes a record has, besides those of its class. */
export function workloadProfiles(actor: Actor | undefined): string[] {
  if (actor === undefined) return [];
  const isContained = actor.container !== undefined || actor.ns_pid !== undefined;
  const hasUsers = actor.loginuid !== undefined || actor.euid !== undefined;
  return [...(isContained ? ['container'] : []), ...(hasUsers ? ['linux/linux_users'] : [])];
}

/** `class_uid * 100 + activity_id`, as OCSF forms it. */
export function typeUid(classUid: number, activityId: number): number {
  return classUid * 100 + activityId;
}
