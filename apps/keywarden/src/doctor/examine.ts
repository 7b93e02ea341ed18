import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { checkKafka, kafkaOptions } from '@keywarden/bus';
import { type CollectorSection, installedDistributions } from '@keywarden/collector';
import { CATALOGUE, watchRoots } from '@keywarden/credentials';
import { createLogger, type CommonConfig } from '@keywarden/platform';
import { BACKENDS, probeBackends, type ProbeReport } from '@keywarden/sensor';
import { checkRedis } from '@keywarden/state';
import { backendFinding } from './backend.js';
import { askCollector, proveHere } from './sight.js';

/** One thing that was looked at. */
export interface Finding {
  /** kernel, btf, capabilities, backend, canary, host-root, distribution, catalogue, collector, kafka or redis. */
  about: string;
  state: 'ok' | 'note' | 'problem';
  /** What was found, one line. */
  detail: string;
  /** What to do about a problem. */
  hint?: string;
}

export interface ExamineOptions {
  /** Whether Kafka and Redis are asked too. */
  services: boolean;
  /** Base URL of a running collector's health endpoint. */
  health: string | undefined;
}

/** Looks at everything that Keywarden needs. Never throws; what cannot be looked at is a problem. */
export async function examine(
  config: CommonConfig & { collector: CollectorSection },
  { services, health }: ExamineOptions,
): Promise<Finding[]> {
  const probe = await probeBackends();
  const local = [
    ...kernel(probe),
    backendFinding(probe),
    await canary(probe, config.collector),
    ...(await hostRoot(config.host_root)),
    await collector(config, health),
  ];
  if (!services) {
    const note = { state: 'note', detail: 'not asked: no --config given' } as const;
    return [...local, { about: 'kafka', ...note }, { about: 'redis', ...note }];
  }
  const logger = createLogger({ service: 'keywarden-doctor', level: 'silent', format: 'json' });
  const [kafka, redis] = await Promise.all([
    checkKafka(kafkaOptions(config.kafka, { logger })),
    checkRedis(config.redis.url),
  ]);
  return [
    ...local,
    reachable('kafka', kafka, 'Check kafka.brokers, and that this host may connect to them.'),
    reachable('redis', redis, 'Check redis.url, and that this host may connect to it.'),
  ];
}

function kernel({ kernelRelease, btf, missingCapabilities }: ProbeReport): Finding[] {
  const lacks = missingCapabilities.join(', ');
  return [
    { about: 'kernel', state: 'ok', detail: kernelRelease },
    btf
      ? { about: 'btf', state: 'ok', detail: '/sys/kernel/btf/vmlinux is there' }
      : {
          about: 'btf',
          state: 'problem',
          detail: '/sys/kernel/btf/vmlinux is missing',
          hint: 'Use a kernel built with CONFIG_DEBUG_INFO_BTF; every current distribution has one.',
        },
    lacks === ''
      ? { about: 'capabilities', state: 'ok', detail: 'CAP_BPF and CAP_PERFMON are there' }
      : {
          about: 'capabilities',
          state: 'problem',
          detail: `this process lacks ${lacks}`,
          hint: 'Run as root, or grant the capabilities, for example with setpriv or the Helm chart.',
        },
  ];
}

async function canary({ backends }: ProbeReport, section: CollectorSection): Promise<Finding> {
  if (BACKENDS.some((name) => backends[name].usable)) return proveHere(section);
  return { about: 'canary', state: 'note', detail: 'not tried: there is no backend' };
}

async function collector({ http }: CommonConfig, health: string | undefined): Promise<Finding> {
  const base = health ?? (http.listen === undefined ? undefined : urlOf(http.listen));
  if (base !== undefined) return askCollector(base, health !== undefined);
  return { about: 'collector', state: 'note', detail: 'not asked: no --health URL given' };
}

/** No host means loopback, as where the collector listens. */
function urlOf(listen: string): string {
  return `http://${listen.startsWith(':') ? '127.0.0.1' : ''}${listen}`;
}

async function hostRoot(root: string): Promise<Finding[]> {
  const readable = await canRead(root);
  const roots = watchRoots(CATALOGUE);
  const present = await Promise.all(roots.map(({ path }) => canRead(join(root, path))));
  const count = present.filter(Boolean).length;
  return [
    readable
      ? { about: 'host-root', state: 'ok', detail: root }
      : {
          about: 'host-root',
          state: 'problem',
          detail: `${root} cannot be read`,
          hint: "Mount the host's root there, or give another --host-root.",
        },
    distribution(root),
    {
      about: 'catalogue',
      state: count === 0 ? 'note' : 'ok',
      detail: `${String(count)} of ${String(roots.length)} known locations exist here; the others are followed as they appear`,
    },
  ];
}

function distribution(root: string): Finding {
  const found = installedDistributions(root);
  return found.length === 0
    ? {
        about: 'distribution',
        state: 'note',
        detail: 'no Kubernetes distribution is installed here',
      }
    : { about: 'distribution', state: 'ok', detail: found.join(', ') };
}

async function canRead(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function reachable(
  about: string,
  { ok, detail }: { ok: boolean; detail: string },
  hint: string,
): Finding {
  return ok ? { about, state: 'ok', detail } : { about, state: 'problem', detail, hint };
}
