import type { Alert } from '@keywarden/contracts';
import { timeOfAlert } from '../facts.js';
import { bounded, known } from '../json.js';
import { MAX_SHORT_TEXT } from '../limits.js';
import { oneLine, text } from '../text.js';

export interface CloudEventOptions {
  /** URI reference of who tells it, e.g. `/keywarden/production`. */
  source: string;
  /** W3C trace context of the delivery (the distributed tracing extension). */
  traceparent?: string;
}

/** An alert in the terms of CloudEvents 1.0. Extensions are those of the specification, and three more. */
export interface KeywardenCloudEvent {
  specversion: '1.0';
  id: string;
  source: string;
  /** Of its own for the end of an incident, so that it is not taken for another theft. */
  type: 'keywarden.alert.v1' | 'keywarden.alert.resolved.v1';
  time: string;
  /** Canonical path of the credential; the node, for an alert about its sensor. */
  subject?: string;
  datacontenttype: 'application/json';
  /** The alerts of one incident have the same (the partitioning extension). */
  partitionkey: string;
  incidentid: string;
  /** 0 to 100. */
  riskscore: number;
  signature: string;
  traceparent?: string;
  data: unknown;
}

/**
 * Code points that an attribute must not have besides control characters: noncharacters (CloudEvents
 * 1.0.2, section "Type System").
 */
const NONCHARACTERS = /\p{Noncharacter_Code_Point}/gu;

/** The alert as a CloudEvent: its attributes, and the whole alert as `data`. */
export function toCloudEvent(
  alert: Alert,
  { source, traceparent }: CloudEventOptions,
): KeywardenCloudEvent {
  const { event, credential } = alert;
  const subject = event.name === 'sensor_status' ? event.node : credential.canonical_path;
  return known({
    specversion: '1.0',
    id: attribute(alert.id),
    source: attribute(source),
    type: alert.status === 'resolved' ? 'keywarden.alert.resolved.v1' : 'keywarden.alert.v1',
    time: attribute(timeOfAlert(alert)),
    // An attribute that is there must not be empty.
    subject: subject === '' ? undefined : attribute(subject),
    datacontenttype: 'application/json',
    partitionkey: attribute(alert.incident_id),
    incidentid: attribute(alert.incident_id),
    riskscore: alert.risk_score,
    signature: attribute(alert.signature.id),
    traceparent,
    data: bounded(alert),
  }) as unknown as KeywardenCloudEvent;
}

/** The text of an attribute: what it may not hold is shown as `\x0a` or `\uffff`. */
function attribute(value: string): string {
  return oneLine(text(value, MAX_SHORT_TEXT)).replace(
    NONCHARACTERS,
    (found) => `\\u${(found.codePointAt(0) ?? 0).toString(16)}`,
  );
}
