import { FINDING_HEADERS, type Alert } from '@keywarden/contracts';
import {
  toCloudEvent,
  toEcs,
  toKafkaBinary,
  toKafkaStructured,
  toOcsfFinding,
  toTraceeEvent,
  toTraceeFlat,
  type KeywardenCloudEvent,
} from '@keywarden/formats';
import { VERSION } from '@keywarden/platform';
import type { Notification } from '@keywarden/routing';
import { alertOf } from '../stream/alert-of.js';

/** What a sink writes into its records besides the alert. */
export interface FormatOptions {
  /** Attribute `source` of CloudEvents. */
  source: string;
  /** Name of the cluster, where the format has a field for it. */
  cluster?: string;
}

/** Bytes and headers of a record. */
export interface Encoded {
  value: Buffer;
  headers: Record<string, string>;
}

/** Undefined for what the format has no words for. `trace`: the W3C headers of the record. */
export type Encoder = (
  notification: Notification,
  trace: Readonly<Record<string, string>>,
) => Encoded | undefined;

export const FORMATS = [
  'ocsf',
  'ecs',
  'tracee',
  'tracee-event',
  'cloudevents-binary',
  'cloudevents-structured',
  'keywarden',
] as const;
export type KafkaFormat = (typeof FORMATS)[number];

/** The encoder of a format. Tracee has no words for the end of an incident: there is no record of it. */
export function encoderOf(format: KafkaFormat, options: FormatOptions): Encoder {
  const { source, cluster } = options;
  const place = cluster === undefined ? {} : { cluster };
  const cloudEvent = (alert: Alert, { traceparent }: Trace) =>
    toCloudEvent(alert, { source, ...(traceparent === undefined ? {} : { traceparent }) });
  switch (format) {
    case 'ocsf':
      return always((alert) => json(toOcsfFinding(alert, { ...place, productVersion: VERSION })));
    case 'ecs':
      return always((alert) => json(toEcs(alert, place)));
    case 'tracee':
      return whenFiring((alert) => json(toTraceeFlat(alert)));
    case 'tracee-event':
      return whenFiring((alert) => json(toTraceeEvent(alert)));
    case 'cloudevents-binary':
      return always((alert, trace) => record(toKafkaBinary, cloudEvent(alert, trace)));
    case 'cloudevents-structured':
      return always((alert, trace) => record(toKafkaStructured, cloudEvent(alert, trace)));
    case 'keywarden':
      return always(json);
  }
}

type Trace = Readonly<Record<string, string>>;
type Encode = (alert: Alert, trace: Trace) => Encoded;

function always(encode: Encode): Encoder {
  return (notification, trace) => encode(alertOf(notification), trace);
}

function whenFiring(encode: Encode): Encoder {
  return (notification, trace) =>
    notification.status === 'resolved' ? undefined : encode(alertOf(notification), trace);
}

function json(body: object): Encoded {
  return {
    value: Buffer.from(JSON.stringify(body)),
    headers: { [FINDING_HEADERS.contentType]: 'application/json' },
  };
}

function record(bind: (event: KeywardenCloudEvent) => Encoded, event: KeywardenCloudEvent) {
  const { value, headers } = bind(event);
  return { value, headers };
}
