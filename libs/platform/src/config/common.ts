import { hostname } from 'node:os';
import { z } from 'zod';
import { kafkaSection } from './kafka.js';

const listenAddress = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[^\s:[\]]*):\d{1,5}$/, 'must be HOST:PORT, e.g. 127.0.0.1:9464');

/** The sections that every service understands. All have defaults, so that an empty file is valid. */
export const commonConfig = {
  /** Name of this node in events; the Kubernetes node name in a cluster. */
  node: z
    .string()
    .min(1)
    .max(253)
    .default(() => hostname()),
  /** The host's root directory as this process sees it. */
  host_root: z.string().startsWith('/', 'must be an absolute path').default('/'),
  kafka: kafkaSection.prefault({}),
  redis: z
    .strictObject({
      url: z
        .string()
        .regex(/^(rediss?|unix):\/\//, 'must begin with redis://, rediss:// or unix://')
        .default('redis://127.0.0.1:6379'),
      key_prefix: z.string().min(1).default('keywarden'),
    })
    .prefault({}),
  telemetry: z
    .strictObject({
      /** Base URL of an OTLP/HTTP receiver; traces go to `/v1/traces` below it. */
      otlp_endpoint: z
        .string()
        .regex(/^https?:\/\//, 'must be an http:// or https:// URL')
        .exactOptional(),
      otlp_headers: z.record(z.string(), z.string()).default({}),
    })
    .prefault({}),
  http: z
    .strictObject({
      /** Where /healthz, /readyz and /metrics listen; absent: no port. No host: loopback. */
      listen: listenAddress.exactOptional(),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
      format: z.enum(['json', 'pretty', 'auto']).default('auto'),
    })
    .prefault({}),
  startup: z
    .strictObject({
      /** How long to wait for Kafka and Redis at start, in ms; absent: for ever. */
      wait_limit_ms: z.int().min(0).exactOptional(),
    })
    .prefault({}),
  shutdown: z
    .strictObject({
      /** Time for draining and closing after the first signal, in ms. */
      deadline_ms: z.int().min(100).max(600_000).default(10_000),
    })
    .prefault({}),
};

export type CommonConfig = {
  [Key in keyof typeof commonConfig]: z.output<(typeof commonConfig)[Key]>;
};
export type KafkaConfig = CommonConfig['kafka'];
export type TelemetryConfig = CommonConfig['telemetry'];
export type LogConfig = CommonConfig['log'];

const SECTIONS = ['collector', 'detector', 'notifier'] as const;
export type SectionName = (typeof SECTIONS)[number];

/**
 * The whole configuration as one service sees it: the common sections and its own. The sections of
 * the other services may be present (one file serves all) and are not looked at.
 */
export function serviceConfig<Name extends SectionName, Section extends z.ZodType>(
  name: Name,
  section: Section,
): z.ZodType<CommonConfig & Record<Name, z.output<Section>>> {
  return servicesConfig({ [name]: section } as Record<Name, Section>);
}

/** As {@link serviceConfig}, for a process that is several services at once. */
export function servicesConfig<Sections extends Partial<Record<SectionName, z.ZodType>>>(
  sections: Sections,
): z.ZodType<CommonConfig & { [Name in keyof Sections]: z.output<Sections[Name]> }> {
  const shape: Record<string, z.ZodType> = { ...commonConfig };
  for (const name of SECTIONS) {
    const own: z.ZodType | undefined = sections[name];
    shape[name] = own === undefined ? z.unknown().optional() : z.prefault(own, {});
  }
  return z.strictObject(shape) as unknown as z.ZodType<
    CommonConfig & { [Name in keyof Sections]: z.output<Sections[Name]> }
  >;
}
