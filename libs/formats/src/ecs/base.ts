import type { KernelEvent } from '@keywarden/contracts';
import type { Actor, FileDeed } from '../facts.js';
import { known, knownOrNothing, type JsonObject } from '../json.js';
import { text } from '../text.js';

/** The version of the Elastic Common Schema that is written. */
export const ECS_VERSION = '9.4.0';

/** `event.action` and `event.type` by what was done; ECS counts the opening of a file as access. */
export const ECS_ACTIONS: Readonly<Record<FileDeed['verb'], readonly [string, string]>> = {
  open: ['file-open', 'access'],
  receive: ['file-descriptor-receive', 'access'],
  rename: ['file-rename', 'change'],
  link: ['file-hard-link', 'creation'],
  attach: ['process-memory-access', 'access'],
};

/** What every document of a node has. */
export function ecsBase({ node, boot_id }: Pick<KernelEvent, 'node' | 'boot_id'>): JsonObject {
  return {
    ecs: { version: ECS_VERSION },
    host: {
      name: text(node),
      hostname: text(node),
      boot: { id: text(boot_id) },
      os: { type: 'linux' },
    },
    observer: { vendor: 'Keywarden', product: 'Keywarden', type: 'sensor' },
  };
}

/** `user.*`: the real and effective id of the process. ECS has no place for the login uid. */
export function ecsUser({ uid, euid }: Actor): JsonObject | undefined {
  return knownOrNothing({
    id: uid === undefined ? undefined : String(uid),
    effective: euid === undefined ? undefined : { id: String(euid) },
  });
}

/** `related.*`: what to pivot by. */
export function ecsRelated(node: string, actor: Actor | undefined): JsonObject {
  const users = [
    ...(actor?.login_user === undefined ? [] : [text(actor.login_user)]),
    ...[actor?.uid, actor?.euid, actor?.loginuid].flatMap((id) =>
      id === undefined ? [] : [String(id)],
    ),
  ];
  return known({
    hosts: [text(node)],
    user: users.length === 0 ? undefined : [...new Set(users)],
  });
}
