import { digest, type CredentialEvent } from '@keywarden/contracts';
import type { Ancestry } from '@keywarden/lineage';

/** Ancestors that start sessions but belong to no incident: they are the parent of everything. */
const SESSION_STARTERS: ReadonlySet<string> = new Set([
  'systemd',
  'init',
  'containerd-shim',
  'conmon',
  'dockerd',
  'containerd',
  'crio',
  'kubelet',
  'sshd',
  'cron',
  'crond',
]);

/**
 * The incident that an alert belongs to: everything that one session does to credentials on one node.
 * A session is the oldest known ancestor below the services that start sessions, so that a shell that
 * reads ten keys with ten processes is one incident and two logins are two.
 */
export function incidentId(event: CredentialEvent, lineage: Ancestry): string {
  const { node, boot_id, process } = event;
  let root: { pid: number; start_time: number } = process;
  for (const ancestor of lineage.processes) {
    if (ancestor.pid <= 1 || SESSION_STARTERS.has(ancestor.comm)) break;
    root = ancestor;
  }
  return digest(['incident', node, boot_id, String(root.pid), String(root.start_time)]);
}
