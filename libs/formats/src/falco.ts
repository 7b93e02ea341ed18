import type { Alert } from '@keywarden/contracts';
import { actorOf, deedOf } from './facts.js';
import { known, type JsonObject } from './json.js';
import { MAX_ITEMS } from './limits.js';
import { commandLine, oneLine, text } from './text.js';
import { uuid5 } from './uuid.js';

export interface FalcoOptions {
  /** `source` of the record; `syscall`, which is that of Falco's kernel events, when left out. */
  source?: string;
}

/** Falco's priority by the severity of the signature, 0 to 3. */
const PRIORITIES = ['Informational', 'Notice', 'Warning', 'Critical'] as const;

/** Ancestors that are named in `proc.aname[…]`, which Falco counts from the process itself. */
const MAX_NAMED_ANCESTORS = 6;

/**
 * The alert as Falco's JSON, for falcosidekick and what is behind it. Fields have the names of Falco's
 * where it has them; ours are below `keywarden.`. Only numbers and text are in `output_fields`: falcosidekick
 * stops at another type of `k8s.ns.name` and `k8s.pod.name`.
 */
export function toFalco(alert: Alert, options: FalcoOptions = {}): JsonObject {
  const { signature, event } = alert;
  const priority = PRIORITIES[signature.severity] ?? 'Warning';
  return {
    uuid: uuid5(`falco/${alert.id}`),
    output: `${clock(alert.time)}: ${priority} ${oneLine(text(output(alert)))}`,
    priority,
    rule: text(signature.name),
    time: text(alert.time),
    source: text(options.source ?? 'syscall'),
    tags: tags(alert),
    hostname: text(event.node),
    output_fields: fields(alert),
  };
}

/** `HH:MM:SS.nnnnnnnnn`, with which Falco begins its output. */
function clock(time: string): string {
  const [, seconds = '00:00:00', fraction = ''] =
    /T(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?/.exec(time) ?? [];
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}

function output(alert: Alert): string {
  const actor = actorOf(alert.event);
  const facts = {
    file: deedOf(alert.event)?.path,
    process: actor?.comm,
    pid: actor?.pid,
    command: actor?.argv && commandLine(actor.argv),
    user: actor?.uid,
    container: actor?.container?.id,
    pod: actor?.pod?.name,
    risk: alert.risk_score,
    incident: alert.incident_id,
  };
  const shown = Object.entries(facts).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${String(value)}`],
  );
  return `${alert.title} (${shown.join(' ')})`;
}

/** Tags in the manner of Falco's rules: `T1528`, `mitre_credential_access`. */
function tags({ signature, event }: Alert): string[] {
  const tactic = signature.category.replace(/[^a-z]+/gi, '_').toLowerCase();
  const where = actorOf(event)?.container === undefined ? 'host' : 'container';
  const ids = signature.mitre_external_ids.slice(0, MAX_ITEMS).map((id) => text(id));
  return [...new Set(['keywarden', where, 'k8s', `mitre_${text(tactic)}`, ...ids])].sort();
}

function fields(alert: Alert): JsonObject {
  const { event, credential, lineage } = alert;
  const actor = actorOf(event);
  const deed = deedOf(event);
  const [, parent] = lineage;
  const all: Record<string, string | number | undefined> = {
    'evt.type': deed?.verb ?? event.name,
    'fd.name': deed?.path,
    'fs.path.target': deed?.newPath,
    'proc.name': actor?.comm,
    'proc.pid': actor?.pid,
    'proc.vpid': actor?.ns_pid,
    'proc.exepath': actor?.exe?.path,
    'proc.cmdline': actor?.argv && commandLine(actor.argv),
    'proc.cwd': actor?.cwd,
    'proc.sid': actor?.session,
    'proc.pname': parent?.comm,
    'proc.ppid': parent?.pid ?? actor?.parent?.pid,
    'proc.pexepath': parent?.exe?.path,
    'proc.pcmdline': parent?.argv && commandLine(parent.argv),
    ...ancestorNames(alert),
    'thread.tid': actor?.tid,
    'user.uid': actor?.uid,
    'user.loginuid': actor?.loginuid,
    'user.loginname': actor?.login_user,
    'container.id': actor === undefined ? undefined : (actor.container?.id ?? 'host'),
    'container.name': actor?.container?.name,
    'container.image': actor?.container?.image,
    'container.image.digest': actor?.container?.image_digest,
    'k8s.ns.name': actor?.pod?.namespace,
    'k8s.pod.name': actor?.pod?.name,
    'k8s.pod.uid': actor?.pod?.uid,
    'keywarden.alert_id': alert.id,
    'keywarden.incident_id': alert.incident_id,
    'keywarden.signature_id': alert.signature.id,
    'keywarden.risk_score': alert.risk_score,
    'keywarden.confidence': alert.confidence,
    'keywarden.reason': alert.verdict.reason,
    'keywarden.credential_kind': deed && credential.kind,
    'keywarden.credential_path': deed && credential.canonical_path,
    'keywarden.evasions': alert.evasions.join(',') || undefined,
    'keywarden.trace_id': alert.trace_id,
  };
  return known(
    Object.fromEntries(
      Object.entries(all).map(([key, value]) => [
        key,
        typeof value === 'string' ? text(value) : value,
      ]),
    ),
  );
}

/** `proc.aname[2]` is the grandparent. */
function ancestorNames({ lineage }: Alert): Record<string, string> {
  const named = lineage.slice(2, MAX_NAMED_ANCESTORS);
  return Object.fromEntries(
    named.map(({ comm }, index) => [`proc.aname[${String(index + 2)}]`, comm]),
  );
}
