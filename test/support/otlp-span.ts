import { bytesOf, numberOf, readFields, repeatedBytes } from './protobuf.ts';

export type AttributeValue =
  | string
  | number
  | boolean
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue }
  | null;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A span as a test wants to look at it; ids are lower-case hex, times nanoseconds since the epoch. */
export interface ExportedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Absent for a root span. */
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly startTime: bigint;
  readonly endTime: bigint;
  readonly attributes: Attributes;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  /** 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly statusMessage: string;
  /** The resource's attributes. */
  readonly resource: Attributes;
  /** The resource's service.name, where it has one. */
  readonly serviceName?: string;
}

type Json = Readonly<Record<string, unknown>>;

/** Spans of an ExportTraceServiceRequest in OTLP's JSON encoding. @throws SyntaxError when it is not JSON. */
export function spansFromJson(body: Buffer): ExportedSpan[] {
  const request = JSON.parse(body.toString()) as Json;
  return list(request.resourceSpans).flatMap((group) => {
    const resource = jsonAttributes((group.resource as Json | undefined)?.attributes);
    return list(group.scopeSpans).flatMap((scope) =>
      list(scope.spans).map((span): ExportedSpan => {
        const parent = text(span.parentSpanId);
        const status = (span.status ?? {}) as Json;
        return {
          traceId: text(span.traceId),
          spanId: text(span.spanId),
          ...(parent === '' ? {} : { parentSpanId: parent }),
          name: text(span.name),
          kind: Number(span.kind ?? 0),
          startTime: nanoseconds(span.startTimeUnixNano),
          endTime: nanoseconds(span.endTimeUnixNano),
          attributes: jsonAttributes(span.attributes),
          links: list(span.links).map((link) => ({
            traceId: text(link.traceId),
            spanId: text(link.spanId),
          })),
          events: list(span.events).map((event) => ({
            name: text(event.name),
            attributes: jsonAttributes(event.attributes),
          })),
          statusCode: Number(status.code ?? 0),
          statusMessage: text(status.message),
          resource,
          ...serviceName(resource),
        };
      }),
    );
  });
}

/** Spans of an ExportTraceServiceRequest in protobuf (opentelemetry-proto: trace/v1/trace.proto). */
export function spansFromProtobuf(body: Buffer): ExportedSpan[] {
  return repeatedBytes(readFields(body), 1).flatMap((groupBytes) => {
    const group = readFields(groupBytes);
    const resource = protobufAttributes(bytesOf(group, 1), 1);
    return repeatedBytes(group, 2).flatMap((scope) =>
      repeatedBytes(readFields(scope), 2).map((span) => protobufSpan(span, resource)),
    );
  });
}

function protobufSpan(bytes: Buffer, resource: Attributes): ExportedSpan {
  const span = readFields(bytes);
  const parent = bytesOf(span, 4).toString('hex');
  const status = readFields(bytesOf(span, 15));
  return {
    traceId: bytesOf(span, 1).toString('hex'),
    spanId: bytesOf(span, 2).toString('hex'),
    ...(parent === '' ? {} : { parentSpanId: parent }),
    name: bytesOf(span, 5).toString(),
    kind: Number(numberOf(span, 6)),
    startTime: numberOf(span, 7),
    endTime: numberOf(span, 8),
    attributes: protobufAttributes(bytes, 9),
    links: repeatedBytes(span, 13).map((link) => {
      const fields = readFields(link);
      return {
        traceId: bytesOf(fields, 1).toString('hex'),
        spanId: bytesOf(fields, 2).toString('hex'),
      };
    }),
    events: repeatedBytes(span, 11).map((event) => ({
      name: bytesOf(readFields(event), 2).toString(),
      attributes: protobufAttributes(event, 3),
    })),
    statusCode: Number(numberOf(status, 3)),
    statusMessage: bytesOf(status, 2).toString(),
    resource,
    ...serviceName(resource),
  };
}

/** The repeated KeyValue field `number` of a message. */
function protobufAttributes(message: Buffer, number: number): Attributes {
  return Object.fromEntries(
    repeatedBytes(readFields(message), number).map((pair) => {
      const fields = readFields(pair);
      return [bytesOf(fields, 1).toString(), protobufValue(bytesOf(fields, 2))];
    }),
  );
}

function protobufValue(message: Buffer): AttributeValue {
  const field = readFields(message).at(-1);
  if (field === undefined) {
    return null;
  }
  const { number, value } = field;
  if (typeof value === 'bigint') {
    if (number === 2) {
      return value !== 0n;
    }
    return number === 4 ? doubleFromBits(value) : Number(BigInt.asIntN(64, value));
  }
  switch (number) {
    case 1:
      return value.toString();
    case 5:
      return repeatedBytes(readFields(value), 1).map(protobufValue);
    case 6:
      return protobufAttributes(value, 1);
    default:
      return value.toString('base64');
  }
}

function doubleFromBits(bits: bigint): number {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(bits);
  return bytes.readDoubleLE();
}

function jsonAttributes(pairs: unknown): Attributes {
  return Object.fromEntries(list(pairs).map((pair) => [text(pair.key), jsonValue(pair.value)]));
}

function jsonValue(value: unknown): AttributeValue {
  const [kind, content] = Object.entries((value ?? {}) as Json)[0] ?? [];
  switch (kind) {
    case 'intValue':
    case 'doubleValue':
      return Number(content);
    case 'arrayValue':
      return list((content as Json).values).map(jsonValue);
    case 'kvlistValue':
      return jsonAttributes((content as Json).values);
    case 'boolValue':
      return content === true;
    case undefined:
      return null;
    default:
      return text(content);
  }
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function serviceName(resource: Attributes): { serviceName?: string } {
  const name = text(resource['service.name']);
  return name === '' ? {} : { serviceName: name };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function nanoseconds(value: unknown): bigint {
  return BigInt(typeof value === 'string' || typeof value === 'number' ? value : 0);
}
