import { WORKLOAD_DATA } from '@keywarden/credentials';
import { type CommonConfig, serviceConfig } from '@keywarden/platform';
import { z } from 'zod';
import { catalogueSection } from './catalogue-config.js';
import { criSection } from './container/config.js';

/** The `collector:` section. */
export const collectorSection = z.strictObject({
  /** How the kernel is observed; `auto` takes the best that it allows. */
  backend: z.enum(['auto', 'fentry', 'kprobe', 'syscall']).default('auto'),
  /** Size of the kernel's ring buffer, a power of two. */
  ring_bytes: z
    .int()
    .min(4096)
    .max(1 << 30)
    .refine((bytes) => (bytes & (bytes - 1)) === 0, 'must be a power of two')
    .default(4 * 1024 * 1024),
  /** What is held while the broker does not answer; beyond it the newest events are lost. */
  buffer: z
    .strictObject({
      max_events: z.int().min(1).default(65_536),
      max_bytes: z
        .int()
        .min(65_536)
        .default(64 * 1024 * 1024),
    })
    .prefault({}),
  /** Batches to the broker. */
  batch: z
    .strictObject({
      max_events: z.int().min(1).max(10_000).default(500),
      linger_ms: z.int().min(0).max(1_000).default(5),
    })
    .prefault({}),
  /** A file of the collector's own that is opened and renamed to prove that the sensor sees. */
  canary: z
    .strictObject({
      /** Where its private folder is made. Default: /run, else the temporary folder. */
      directory: z.string().startsWith('/', 'must be an absolute path').exactOptional(),
      every_ms: z.int().min(100).max(3_600_000).default(60_000),
      /** Both events have to come back within this time. */
      deadline_ms: z.int().min(50).max(600_000).default(5_000),
    })
    .prefault({}),
  heartbeat_ms: z.int().min(100).max(3_600_000).default(10_000),
  /** How often the watched set is compared with the file system besides its own notifications. */
  reconcile_ms: z.int().min(100).max(3_600_000).default(5_000),
  /** How long a credential file without any name is still recognised. */
  grace_ms: z.int().min(0).max(86_400_000).default(600_000),
  /** Processes whose facts are remembered. */
  max_processes: z.int().min(64).max(4_194_304).default(65_536),
  /** Directories that are listened to; the others are seen by the periodic comparison. */
  max_listeners: z.int().min(0).max(1_000_000).default(4_096),
  /** Where the API server answers, `host:port`, beside what kubeconfigs of the node say. */
  api_servers: z.array(z.string().min(1)).default([]),
  /** Mount point of the node's procfs. Default: `proc` below the host root if it is one, else /proc. */
  proc_root: z.string().startsWith('/', 'must be an absolute path').exactOptional(),
  /** Names of containers and pods, from the container runtime. */
  cri: criSection.prefault({}),
  /** Credentials of this site, and whether the node's components are asked for more. */
  catalogue: catalogueSection.prefault({}),
  /** Globs of the catalogue that are not watched. */
  exclude_globs: z.array(z.string()).default([...WORKLOAD_DATA]),
});

export type CollectorSection = z.output<typeof collectorSection>;

/** The whole configuration as the collector sees it. */
export type CollectorConfig = CommonConfig & { collector: CollectorSection };

export const collectorConfig: z.ZodType<CollectorConfig> = serviceConfig(
  'collector',
  collectorSection,
);
