import { eventId, type Alert, type KernelEvent, type LineageProcess } from '@keywarden/contracts';
import type pc from 'picocolors';
import { visible } from './visible.js';

export type Colours = ReturnType<typeof pc.createColors>;

const SEVERITY = ['info', 'low', 'medium', 'high'] as const;
const LABEL_WIDTH = 13;

/** An alert for a person, with a line end. Everything that an attacker may have chosen is escaped. */
export function renderAlert(alert: Alert, colours: Colours): string {
  const lines = [
    headline(alert, colours),
    `  ${colours.bold(visible(alert.title))}`,
    ...wrapped(visible(alert.description), colours),
    '',
    ...field('credential', credentialLines(alert), colours),
    ...field('access', accessLines(alert.event), colours),
    ...field('sensor', sensorLines(alert.event), colours),
    ...field('process', processLines(alert), colours),
    ...field('origin', originLines(alert), colours),
    ...field('lineage', lineageLines(alert), colours),
    ...field('incident', incidentLines(alert), colours),
    ...field('evasions', alert.evasions, colours, colours.red),
    ...field('why', whyLines(alert), colours),
    ...field('vectors', listLine(alert.attack_vectors), colours),
    ...field('risks', riskLines(alert), colours),
    ...field('do now', mitigationLines(alert), colours),
    ...field('ids', idLines(alert), colours, colours.dim),
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function headline(alert: Alert, colours: Colours): string {
  const { severity, id, name } = alert.signature;
  const text = ` ${(SEVERITY[severity] ?? 'unknown').toUpperCase()} `;
  const badge = severity >= 3 ? colours.bgRed(colours.white(text)) : colours.inverse(text);
  const risk = `risk ${String(alert.risk_score)}/100, confidence ${alert.confidence}`;
  return `${colours.bold(badge)} ${visible(`${id} ${name}`)}  ${risk}  ${colours.dim(visible(alert.time))}`;
}

function wrapped(text: string, colours: Colours): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length > 96) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines.map((each) => `  ${colours.dim(each)}`);
}

function field(
  label: string,
  values: readonly string[],
  colours: Colours,
  paint: (text: string) => string = String,
): string[] {
  return values.map((value, index) => {
    const head = (index === 0 ? label : '').padEnd(LABEL_WIDTH);
    return `  ${colours.cyan(head)}${paint(visible(value))}`;
  });
}

function credentialLines({ credential, event }: Alert): string[] {
  if (event.name === 'sensor_status') return [`every one on node ${event.node}`];
  if (event.name === 'service_status') return ['every one of the cluster'];
  const { canonical_path, kind, content, distribution, not_after, subject } = credential;
  const what = [kind, content, distribution].filter((part) => part !== undefined).join(', ');
  const certificate = [
    ...(subject === undefined ? [] : [`certificate ${subject}`]),
    ...(not_after === undefined ? [] : [`valid until ${not_after}`]),
  ];
  return [`${canonical_path}  (${what})`, ...listLine(certificate)];
}

function riskLines({ risk_factors }: Alert): string[] {
  return risk_factors.map(({ factor, points, detail }) => {
    const score = points === 0 ? '' : ` +${String(points)}`;
    return `${factor}${score}: ${detail}`;
  });
}

function accessLines(event: KernelEvent): string[] {
  switch (event.name) {
    case 'security_file_open':
    case 'security_file_receive': {
      const { pathname, flags, flags_number, root_path } = event.data;
      const asked = `${flags} (${String(flags_number)})`;
      const verb = event.name === 'security_file_open' ? 'opened' : 'received';
      return [`${verb} ${pathname}`, asked, ...rootLine(root_path, pathname)];
    }
    case 'security_inode_rename': {
      const { old_path, new_path, rename_flags, root_path } = event.data;
      const flags = rename_flags === '' ? [] : [rename_flags];
      return [
        `renamed ${old_path}`,
        `     to ${new_path}`,
        ...flags,
        ...rootLine(root_path, old_path),
      ];
    }
    case 'security_inode_link':
      return [`linked ${event.data.old_path}`, `    as ${event.data.new_path}`];
    case 'security_ptrace_access_check': {
      const { pid, comm = '?' } = event.data.target;
      return [`memory of pid ${String(pid)} (${comm})`];
    }
    case 'k8s_api_connection':
    case 'security_socket_connect':
    case 'container_create':
    case 'container_remove':
    case 'sched_process_fork':
    case 'sched_process_exec':
    case 'sched_process_exit':
      return [event.name];
    case 'sensor_status':
    case 'service_status':
      return [];
  }
}

/** What an alert about the sensor itself rests on. */
function sensorLines(event: KernelEvent): string[] {
  if (event.name !== 'sensor_status') return [];
  const { state, detail, canary, lost } = event.data;
  const losses = Object.entries(lost).map(([cause, count]) => `${cause} ${String(count)}`);
  return [
    `${state} on node ${event.node}, backend ${event.backend}`,
    ...(detail === undefined ? [] : [detail]),
    ...(canary?.last_proof === undefined ? [] : [`last proved to see at ${canary.last_proof}`]),
    ...(losses.length === 0 ? [] : [`lost so far: ${losses.join(', ')}`]),
  ];
}

/** The view that no mount can bend, where it says something else than the process's own. */
function rootLine(rootPath: string | undefined, seenPath: string): string[] {
  return rootPath === undefined || rootPath === seenPath ? [] : [`in its file system ${rootPath}`];
}

function processLines({ event }: Alert): string[] {
  if (!('process' in event)) return [];
  const { process } = event;
  const owner = [
    `pid ${String(process.pid)}`,
    ...(process.uid === undefined ? [] : [`uid ${String(process.uid)}`]),
    ...(process.loginuid === undefined ? [] : [`login uid ${String(process.loginuid)}`]),
    ...(process.tty === undefined ? [] : [`tty ${process.tty}`]),
  ].join(', ');
  const { container, pod } = process;
  const place = [
    ...(pod?.name === undefined ? [] : [`pod ${pod.namespace ?? '?'}/${pod.name}`]),
    ...(pod?.service_account === undefined ? [] : [`service account ${pod.service_account}`]),
    ...(container === undefined ? [] : [`container ${container.id}`]),
    ...(container?.image === undefined ? [] : [`image ${container.image}`]),
  ];
  return [
    `${process.comm}  (${owner})  on node ${event.node}`,
    ...(process.exe === undefined ? [] : [executableText(process.exe)]),
    ...(process.argv === undefined ? [] : [`$ ${process.argv.join(' ')}`]),
    ...(process.cwd === undefined ? [] : [`in ${process.cwd}`]),
    ...listLine(place),
  ];
}

function executableText(exe: NonNullable<LineageProcess['exe']>): string {
  const marks = [
    ...(exe.deleted === true ? ['deleted'] : []),
    ...(exe.memfd === true ? ['memory only'] : []),
  ];
  return marks.length === 0 ? exe.path : `${exe.path} (${marks.join(', ')})`;
}

/** Where the session came from and who logged in, as far as it is known. */
function originLines({ origin }: Alert): string[] {
  if (origin === undefined) return [];
  const { entry_point, entry_process, session_leader, login_uid, login_user } = origin;
  const login = login_user ?? (login_uid === undefined ? undefined : `uid ${String(login_uid)}`);
  const parts = [
    entry_point,
    ...(login === undefined ? [] : [`logged in as ${login}`]),
    ...(entry_process === undefined ? [] : [`began with ${nameOf(entry_process)}`]),
    ...(session_leader === undefined ? [] : [`session of ${nameOf(session_leader)}`]),
  ];
  return listLine(parts);
}

function nameOf({ comm, pid }: { comm: string; pid: number }): string {
  return `${comm}[${String(pid)}]`;
}

function incidentLines({ incident, related }: Alert): string[] {
  if (incident === undefined) return [];
  const { stage, reason, alert_number, event_count, credentials, opened_at } = incident;
  const counts = [
    `alert ${String(alert_number)}`,
    `events ${String(event_count)}`,
    `credentials ${String(credentials.length)}`,
  ];
  return [
    `${stage}: ${reason}`,
    `${counts.join(', ')}, open since ${opened_at}`,
    ...related.map((id) => `related event ${id}`),
  ];
}

/** A tree, the process that acted at the top and each ancestor below it. */
function lineageLines(alert: Alert): string[] {
  const lines = alert.lineage.map((process, depth) => {
    const branch = depth === 0 ? '' : `${'  '.repeat(depth - 1)}└ `;
    const command = process.argv?.join(' ') ?? process.exe?.path ?? process.comm;
    const exited = process.exited_at === undefined ? '' : `  (exited ${process.exited_at})`;
    return `${branch}${process.comm}[${String(process.pid)}]  ${command}${exited}`;
  });
  return alert.lineage_incomplete ? [...lines, '(some ancestors are unknown)'] : lines;
}

function whyLines({ verdict }: Alert): string[] {
  const rule = verdict.nearest_rule;
  return [verdict.reason, ...(rule === undefined ? [] : [`nearest allow rule: ${rule}`])];
}

function mitigationLines(alert: Alert): string[] {
  return alert.mitigations.flatMap(({ control, command }) => [
    control,
    ...command.split('\n').map((line) => `  ${line}`),
  ]);
}

function idLines(alert: Alert): string[] {
  const trace = alert.trace_id === undefined ? [] : [`trace ${alert.trace_id}`];
  return [
    `alert ${alert.id}`,
    `incident ${alert.incident_id}`,
    `event ${eventId(alert.event)}`,
    ...trace,
  ];
}

function listLine(parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [parts.join(', ')];
}
