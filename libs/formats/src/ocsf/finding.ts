import { eventId, type Alert } from '@keywarden/contracts';
import { actorOf, deedOf, endOf, messageOf, timeOfAlert, unixMillis } from '../facts.js';
import { known, type JsonObject } from '../json.js';
import { MAX_ITEMS } from '../limits.js';
import { text } from '../text.js';
import {
  OBSERVED,
  OCSF_VERSION,
  ocsfDevice,
  ocsfProduct,
  typeUid,
  workloadProfiles,
} from './base.js';
import { ocsfFile } from './file.js';
import { ocsfFindingInfo } from './finding-info.js';
import { ocsfObservables } from './observables.js';
import { ocsfProcess, ocsfSession } from './process.js';
import { ocsfResources } from './resources.js';
import { unmapped } from './unmapped.js';

export interface OcsfFindingOptions {
  /** `resolved` makes the activity Close; the status of the alert when left out. */
  status?: 'firing' | 'resolved';
  productVersion?: string;
  /** Name of the cluster that the node belongs to. */
  cluster?: string;
}

const DETECTION_FINDING = 2004;
const FINDINGS = 2;
const ACTIVITY = { create: [1, 'Create'], update: [2, 'Update'], close: [3, 'Close'] } as const;
/** `status_id` by activity. */
const STATUS = { create: [1, 'New'], update: [2, 'In Progress'], close: [4, 'Resolved'] } as const;
/** `severity_id` by the severity of the signature, 0 to 3. */
const SEVERITIES = [
  [1, 'Informational'],
  [2, 'Low'],
  [3, 'Medium'],
  [4, 'High'],
] as const;
const CONFIDENCES = { low: [1, 'Low'], medium: [2, 'Medium'], high: [3, 'High'] } as const;

/** The alert as an OCSF Detection Finding (class 2004); `metadata.profiles` are those it uses. */
export function toOcsfFinding(alert: Alert, options: OcsfFindingOptions = {}): JsonObject {
  const step = stepOf(alert, options);
  const [activity_id, activity_name] = ACTIVITY[step];
  const [status_id, status] = STATUS[step];
  const [severity_id, severity] = SEVERITIES[alert.signature.severity] ?? [99, 'Other'];
  const [confidence_id, confidence] = CONFIDENCES[alert.confidence];
  const [risk_level_id, risk_level] = riskLevel(alert.risk_score);
  return known({
    activity_id,
    activity_name,
    category_uid: FINDINGS,
    category_name: 'Findings',
    class_uid: DETECTION_FINDING,
    class_name: 'Detection Finding',
    type_uid: typeUid(DETECTION_FINDING, activity_id),
    type_name: `Detection Finding: ${activity_name}`,
    time: unixMillis(timeOfAlert(alert)),
    start_time: unixMillis(alert.incident?.opened_at ?? alert.time),
    end_time: unixMillis(alert.time),
    end_time_dt: text(alert.time),
    count: alert.incident?.event_count,
    timezone_offset: 0,
    message: text(messageOf(alert)),
    severity_id,
    severity,
    status_id,
    status,
    status_detail: text(endOf(alert)?.reason ?? alert.verdict.reason),
    confidence_id,
    confidence,
    risk_score: alert.risk_score,
    risk_level_id,
    risk_level,
    risk_details: riskDetails(alert),
    is_alert: true,
    ...OBSERVED,
    metadata: metadata(alert, step, options),
    device: ocsfDevice(alert.event),
    finding_info: ocsfFindingInfo(alert),
    evidences: [evidence(alert)],
    resources: ocsfResources(alert, options.cluster),
    observables: ocsfObservables(alert),
    remediation: remediation(alert),
    unmapped: unmapped(alert),
  });
}

function stepOf(alert: Alert, options: OcsfFindingOptions): keyof typeof ACTIVITY {
  if ((options.status ?? alert.status) === 'resolved') return 'close';
  return alert.incident === undefined || alert.incident.stage === 'opened' ? 'create' : 'update';
}

/** `risk_level_id` from the score, at the bounds that the sinks use too. */
function riskLevel(score: number): readonly [number, string] {
  if (score >= 90) return [4, 'Critical'];
  if (score >= 70) return [3, 'High'];
  return score >= 40 ? [2, 'Medium'] : [1, 'Low'];
}

function riskDetails({ risk_factors: factors }: Alert): string | undefined {
  if (factors.length === 0) return undefined;
  const terms = factors.slice(0, MAX_ITEMS).map(({ factor, points, detail }) => {
    return `${factor} (${String(points)}): ${detail}`;
  });
  return text(terms.join('; '));
}

function metadata(alert: Alert, step: keyof typeof ACTIVITY, options: OcsfFindingOptions) {
  return known({
    version: OCSF_VERSION,
    product: ocsfProduct(options.productVersion),
    uid: text(step === 'close' ? `${alert.id}/close` : alert.id),
    correlation_uid: text(alert.incident_id),
    original_event_uid: text(eventId(alert.event)),
    original_time: text(alert.time),
    event_code: text(alert.signature.id),
    log_name: 'keywarden.alerts.v1',
    profiles: ['security_control', 'datetime', ...workloadProfiles(actorOf(alert.event))],
    tags:
      alert.trace_id === undefined
        ? undefined
        : [{ name: 'trace_id', value: text(alert.trace_id) }],
  });
}

function evidence(alert: Alert): JsonObject {
  const actor = actorOf(alert.event);
  const deed = deedOf(alert.event);
  const own = { name: alert.event.name, uid: text(eventId(alert.event)) };
  if (actor === undefined) return { ...own, device: ocsfDevice(alert.event) };
  const process = ocsfProcess(alert.event, actor, alert.lineage.slice(1));
  return known({
    ...own,
    actor: known({
      process,
      session: ocsfSession(actor, alert.origin?.entry_point),
      user: actor.uid === undefined ? undefined : { uid: String(actor.uid) },
    }),
    file: deed === undefined ? undefined : ocsfFile(deed, alert.credential),
    container: process.container,
    user: loginUser(actor),
  });
}

/** Who logged in, whatever the process has become since. */
function loginUser({
  loginuid,
  login_user: name,
}: {
  loginuid?: number | undefined;
  login_user?: string | undefined;
}) {
  if (loginuid === undefined) return undefined;
  return known({ uid: String(loginuid), name: name === undefined ? undefined : text(name) });
}

function remediation({ mitigations }: Alert): JsonObject | undefined {
  if (mitigations.length === 0) return undefined;
  const steps = mitigations
    .slice(0, MAX_ITEMS)
    .map(({ control, command }) => `${control}: ${command}`);
  return { desc: text(steps.join('\n')) };
}
