import { FINDING_HEADERS } from '@keywarden/contracts';
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

/**
 * The encoder of a format. Only OCSF can say that a finding is closed; a resolution in another format
 * would look like the alert again, so there is none.
 */
export function encoderOf(format: KafkaFormat, options: FormatOptions): Encoder {
  const { source, cluster } = options;
  const place = cluster === undefined ? {} : { cluster };
  const cloudEvent = ({ alerts: [alert] }: Notification, { traceparent }: Trace) =>
    toCloudEvent(alert, { source, ...(traceparent === undefined ? {} : { traceparent }) });
  switch (format) {
    case 'ocsf':
      return ({ alerts: [alert], status, time }) =>
        json(
          toOcsfFinding(alert, {
            ...place,
            productVersion: VERSION,
            ...(status === 'resolved' ? { status, timeMs: Date.parse(time) } : {}),
          }),
        );
    case 'ecs':
      return whenFiring(({ alerts: [alert] }) => json(toEcs(alert, place)));
    case 'tracee':
      return whenFiring(({ alerts: [alert] }) => json(toTraceeFlat(alert)));
    case 'tracee-event':
      return whenFiring(({ alerts: [alert] }) => json(toTraceeEvent(alert)));
    case 'cloudevents-binary':
      return whenFiring((notification, trace) =>
        record(toKafkaBinary, cloudEvent(notification, trace)),
      );
    case 'cloudevents-structured':
      return whenFiring((notification, trace) =>
        record(toKafkaStructured, cloudEvent(notification, trace)),
      );
    case 'keywarden':
      return whenFiring(({ alerts: [alert] }) => json(alert));
  }
}

type Trace = Readonly<Record<string, string>>;

function whenFiring(encode: (notification: Notification, trace: Trace) => Encoded): Encoder {
  return (notification, trace) =>
    notification.status === 'resolved' ? undefined : encode(notification, trace);
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
