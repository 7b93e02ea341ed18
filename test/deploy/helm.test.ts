import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectorConfig } from '@keywarden/collector';
import { detectorSection, loadPolicy } from '@keywarden/detector';
import { notifierSection } from '@keywarden/notifier';
import { loadConfig, serviceConfig } from '@keywarden/platform';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.ts';
import { CHART, find, helm, missingHelm, render, REQUIRED, workload } from './chart.ts';
import { FULL } from './full-values.ts';

const WORKLOADS = [
  ['DaemonSet', 'keywarden-collector'],
  ['Deployment', 'keywarden-detector'],
  ['Deployment', 'keywarden-notifier'],
] as const;

describe.skipIf(missingHelm !== undefined)(`the Helm chart ${missingHelm ?? ''}`, () => {
  it.each([
    ['the least values', REQUIRED],
    ['every option', FULL],
  ])('passes helm lint --strict with %s', async (_name, values) => {
    const { code, stdout, stderr } = await helm(['lint', '--strict', CHART], values);
    expect(stdout + stderr).toContain('0 chart(s) failed');
    expect(code).toBe(0);
  });

  it('gives the collector the named capabilities and nothing else', async () => {
    const { pod, container } = workload(await render(REQUIRED), 'DaemonSet', 'keywarden-collector');
    expect(container.securityContext.capabilities).toEqual({
      drop: ['ALL'],
      add: ['BPF', 'PERFMON', 'SYS_PTRACE', 'DAC_READ_SEARCH'],
    });
    expect(pod.hostPID).toBe(true);
    expect(pod.hostNetwork).toBeUndefined();
    expect(pod.securityContext.seccompProfile).toEqual({ type: 'RuntimeDefault' });
    expect(pod.tolerations).toEqual([{ operator: 'Exists' }]);
    expect(pod.volumes.filter(({ hostPath }) => hostPath !== undefined)).toEqual([
      { name: 'host', hostPath: { path: '/', type: 'Directory' } },
    ]);
    expect(container.volumeMounts.find(({ name }) => name === 'host')).toEqual({
      name: 'host',
      mountPath: '/host',
      readOnly: true,
      mountPropagation: 'HostToContainer',
    });
    expect(container.env).toContainEqual({ name: 'KEYWARDEN_HOST_ROOT', value: '/host' });
  });

  it.each(WORKLOADS)('%s %s is confined', async (kind, name) => {
    const { pod, container } = workload(await render(FULL), kind, name);
    const { capabilities, ...context } = container.securityContext;
    expect(context).toMatchObject({
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
    });
    expect(capabilities.drop).toEqual(['ALL']);
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(container.resources.limits).toHaveProperty('memory');
    const writable = container.volumeMounts.filter(({ readOnly }) => readOnly !== true);
    // The collector alone writes: a folder in memory for its canary.
    expect(writable).toEqual(kind === 'DaemonSet' ? [{ name: 'tmp', mountPath: '/tmp' }] : []);
    if (kind === 'Deployment') {
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65532 });
      expect(capabilities.add).toBeUndefined();
      expect(pod.hostPID).toBeUndefined();
    }
  });

  it('listens and probes only where the operator asks', async () => {
    for (const [kind, name] of WORKLOADS) {
      const silent = workload(await render(REQUIRED), kind, name).container;
      expect([silent.ports, silent.livenessProbe, silent.readinessProbe]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      const asked = workload(await render(FULL), kind, name).container;
      expect(asked.ports).toEqual([{ name: 'http', containerPort: 9464 }]);
      expect(asked.readinessProbe).toMatchObject({ httpGet: { path: '/readyz', port: 'http' } });
    }
  });

  it('renders a network policy and disruption budgets when asked', async () => {
    const few = (await render(REQUIRED)).map(({ kind }) => kind);
    expect(few).not.toContain('NetworkPolicy');
    expect(few).not.toContain('PodDisruptionBudget');
    const objects = await render(FULL);
    expect(objects.filter(({ kind }) => kind === 'PodDisruptionBudget')).toHaveLength(2);
    expect(find(objects, 'NetworkPolicy', 'keywarden').spec?.policyTypes).toEqual([
      'Ingress',
      'Egress',
    ]);
    const closed = await render({ ...REQUIRED, networkPolicy: { enabled: true } });
    expect(find(closed, 'NetworkPolicy', 'keywarden').spec?.ingress).toEqual([]);
  });

  it.each([
    ['the least values', REQUIRED],
    ['every option', FULL],
  ])('writes a configuration that all three services accept: %s', async (_name, values) => {
    const data = find(await render(values), 'ConfigMap', 'keywarden').data ?? {};
    const folder = tempDir('chart');
    const file = join(folder, 'keywarden.yaml');
    writeFileSync(file, data['keywarden.yaml'] ?? '');
    const schemas = [
      collectorConfig,
      serviceConfig('detector', detectorSection),
      serviceConfig('notifier', notifierSection),
    ];
    for (const schema of schemas) {
      const config = loadConfig({ schema, file, env: {} });
      expect(config.kafka.brokers).toEqual(values.kafka.brokers);
      expect(config.log.format).toBe('json');
    }
    if (values !== FULL) return;
    const policyFile = join(folder, 'policy.yaml');
    writeFileSync(policyFile, data['policy.yaml'] ?? '');
    const section = detectorSection.parse({ policy_file: policyFile });
    expect(JSON.stringify(loadPolicy(section))).toContain('/usr/bin/restic');
  });

  it.each([
    ['asks the container runtime', REQUIRED, { enabled: 'auto' }],
    [
      'leaves it alone when told',
      FULL,
      { enabled: 'never', socket: '/run/crio/crio.sock', timeout_ms: 500 },
    ],
  ])('%s', async (_name, values, cri) => {
    const data = find(await render(values), 'ConfigMap', 'keywarden').data ?? {};
    const file = join(tempDir('chart'), 'keywarden.yaml');
    writeFileSync(file, data['keywarden.yaml'] ?? '');
    expect(loadConfig({ schema: collectorConfig, file, env: {} }).collector.cri).toMatchObject(cri);
  });

  it('keeps secrets out of the ConfigMap', async () => {
    const objects = await render(FULL);
    const text = find(objects, 'ConfigMap', 'keywarden').data?.['keywarden.yaml'];
    expect(text).toContain('password_file: /etc/keywarden-secrets/kafka-sasl/password');
    expect(text).not.toMatch(/^\s*password:|redis:\/\//m);
    const { container } = workload(objects, 'Deployment', 'keywarden-notifier');
    expect(container.env?.map(({ name }) => name)).toContain('KEYWARDEN_REDIS__URL');
    expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toContain(
      '/etc/keywarden-secrets/soc',
    );
  });

  it.each([
    ['a wrong type', { http: { enabled: 'yes' } }, /enabled/],
    ['an unknown key', { detector: { replica: 1 } }, /replica/],
    ['no brokers', { kafka: { brokers: [] } }, /kafka\.brokers/],
    ['a broker without a port', { kafka: { brokers: ['kafka'] } }, /brokers/],
    ['all capabilities', { collector: { capabilities: ['SYS_ADMIN'] } }, /capabilities/],
    ['a relative socket', { collector: { cri: { socket: 'crio.sock' } } }, /socket/],
    ['no Redis', { redis: { url: '' } }, /redis\.url or redis\.secretName/],
  ])('refuses %s and names the value', async (_name, values, named) => {
    await expect(render({ ...REQUIRED, ...values })).rejects.toThrow(named);
  });
});
