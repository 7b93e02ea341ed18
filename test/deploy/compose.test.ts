import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ensureGoTool } from '../support/go-tool.ts';
import { repositoryRoot } from '../support/paths.ts';
import { run } from '../support/process.ts';
import { tempDir } from '../support/temp.ts';

interface Service {
  readonly build?: { readonly dockerfile: string; readonly target: string };
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly pid?: string;
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly read_only?: boolean;
  readonly volumes?: readonly unknown[];
}

const file = join(repositoryRoot, 'docker-compose.yml');
const { services } = parse(readFileSync(file, 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};

/** The loader that `docker compose config` runs, as a program of its own: no Docker is needed. */
const loader = await ensureGoTool({
  name: 'compose-go',
  source: 'github.com/compose-spec/compose-go/v2/cmd',
  version: 'v2.16.2',
  neededGo: [1, 24],
});
const load = async (compose: string) => run(loader.path ?? '', ['-format', 'json', compose]);

describe('docker-compose.yml', () => {
  it.skipIf(loader.missing !== undefined)(
    `is clean for the loader of docker compose ${loader.missing ?? ''}`,
    async () => {
      const { code, stdout, stderr } = await load(file);
      expect(stderr).toEqual([]);
      expect(code).toBe(0);
      const model = JSON.parse(stdout.join('\n')) as { services: object };
      expect(Object.keys(model.services).sort()).toEqual(Object.keys(services).sort());
    },
  );

  it.skipIf(loader.missing !== undefined)('would not be, with a key that is misspelt', async () => {
    const wrong = join(tempDir('compose'), 'docker-compose.yml');
    writeFileSync(wrong, readFileSync(file, 'utf8').replace('read_only: true', 'readonly: true'));
    const { code, stderr } = await load(wrong);
    expect(code).not.toBe(0);
    expect(stderr.join('\n')).toContain('readonly');
  });

  it('has the three services, the servers, and tracing behind a profile', () => {
    expect(Object.keys(services).sort()).toEqual([
      'collector',
      'detector',
      'jaeger',
      'kafka',
      'notifier',
      'otel-collector',
      'redis',
    ]);
    const optional = Object.entries(services).filter(([, { profiles }]) => profiles !== undefined);
    expect(optional.map(([name]) => name).sort()).toEqual(['jaeger', 'otel-collector']);
    for (const { depends_on = {} } of Object.values(services)) {
      for (const name of Object.keys(depends_on)) expect(services).toHaveProperty(name);
    }
  });

  it.each(['collector', 'detector', 'notifier'])('%s is built and confined', (name) => {
    const service = services[name]!;
    expect(service.build?.target).toBe(name);
    expect(existsSync(join(repositoryRoot, service.build?.dockerfile ?? ''))).toBe(true);
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    if (name !== 'collector') expect(service.cap_add).toBeUndefined();
  });

  it('gives the collector what the chart gives it', () => {
    const { cap_add, pid, volumes } = services.collector!;
    expect(cap_add).toEqual(['BPF', 'PERFMON', 'SYS_PTRACE', 'DAC_READ_SEARCH']);
    expect(pid).toBe('host');
    expect(volumes).toContainEqual({
      type: 'bind',
      source: '/',
      target: '/host',
      read_only: true,
      bind: { propagation: 'rslave' },
    });
  });

  it('opens ports on loopback only', () => {
    const ports = Object.values(services).flatMap(({ ports: opened = [] }) => opened);
    expect(ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
  });
});
