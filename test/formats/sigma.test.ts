import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CATALOGUE } from '@keywarden/credentials';
import { toEcs, toOcsfFinding } from '@keywarden/formats';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../support/paths.ts';
import { askPython, ensurePython } from '../support/python.ts';
import { alerts, ends } from './samples.ts';

/** The library of the Sigma project with its validators, and three of its back ends. */
const found = await ensurePython([
  'pysigma==1.5.1',
  'pysigma-backend-elasticsearch==2.1.1',
  'pysigma-backend-splunk==2.1.0',
  'pysigma-backend-sqlite==2.0.0',
]);
const script = join(fileURLToPath(import.meta.url), '../sigma-check.py');
const folder = join(repositoryRoot, 'deploy/sigma');
const names = readdirSync(folder).filter((name) => name.endsWith('.yml'));

interface Answer {
  issues: string[];
  errors: string[];
  elasticsearch: string[];
  splunk: string[];
  hits: boolean[];
}
type Row = Record<string, string | number | boolean>;

async function ask(cases: readonly { name: string; rows?: readonly Row[] }[]): Promise<Answer[]> {
  return askPython<Answer>(
    found.path ?? '',
    script,
    cases.map(({ name, rows = [] }) => ({ rule: readFileSync(join(folder, name), 'utf8'), rows })),
  );
}

/** Which rows a rule finds. */
async function hits(name: string, rows: readonly Row[]): Promise<boolean[]> {
  const [answer] = await ask([{ name, rows }]);
  return answer?.hits ?? [];
}

const NODE = 'file_access_lnx_kubernetes_node_credential.yml';
const TOKEN = 'file_access_lnx_kubernetes_service_account_token.yml';

/** Places of the catalogue that hold other things too, or are no place of a distribution's own. */
const LEFT_OUT =
  /^\/(?:etc\/(?:systemd|sysconfig|default|ssl\/mcs|mcs)\/|run\/|usr\/|home\/(?:kubernetes|core)\/|system\/state|var\/lib\/(?:docker|ovn-ic)\/|var\/run\/secrets\/(?:talos|workload))|^\/etc\/a\/b\/|^\/home\/x\/\.rancher\/|volume-subpaths|~csi/;

function pathOf(glob: string): string {
  return glob.replaceAll('**', 'a/b').replaceAll('*', 'x');
}

/** One level of names joined by dots, as SIEMs index them; of a list the first. */
function flat(value: unknown, prefix = ''): Row {
  if (Array.isArray(value)) return flat(value[0], prefix);
  if (typeof value !== 'object' || value === null) {
    return prefix === '' || value === null || value === undefined
      ? {}
      : { [prefix]: value as string | number | boolean };
  }
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, part]) =>
      flat(part, prefix === '' ? key : `${prefix}.${key}`),
    ),
  ) as Row;
}

describe.skipIf(found.missing !== undefined)(`Sigma rules ${found.missing ?? ''}`, () => {
  it('pass the validators, and become queries', async () => {
    const answers = await ask(names.map((name) => ({ name })));
    expect(answers).toHaveLength(10);
    for (const [index, { issues, errors, elasticsearch, splunk }] of answers.entries()) {
      expect([names[index], issues, errors]).toEqual([names[index], [], []]);
      expect([elasticsearch.length, splunk.length]).toEqual([1, 1]);
    }
  });

  it('find a read in every secret place of the catalogue that is a distribution’s own', async () => {
    const places = CATALOGUE.filter(({ content }) => content !== 'public-certificate');
    const paths = places.map(({ glob }) => pathOf(glob)).filter((path) => !LEFT_OUT.test(path));
    expect(paths.length).toBeGreaterThan(200);
    const rows = paths.map((path) => ({ TargetFilename: path, Image: '/usr/bin/cat' }));
    const [node, token] = await Promise.all([hits(NODE, rows), hits(TOKEN, rows)]);
    const missed = paths.filter((_, index) => node[index] !== true && token[index] !== true);
    expect(missed).toEqual([]);
  });

  it('leave components and other files alone, and a copy of a name not', async () => {
    const key = '/etc/kubernetes/pki/ca.key';
    const rows = [
      { TargetFilename: key, Image: '/usr/bin/kubelet' },
      { TargetFilename: key, Image: '/tmp/kubelet' },
      { TargetFilename: '/etc/hosts', Image: '/usr/bin/cat' },
      { TargetFilename: '/etc/kubernetes/pki/ca.crt', Image: '/usr/bin/cat' },
      { TargetFilename: '/root/.kube/config', Image: '/usr/local/bin/kubectl' },
      { TargetFilename: '/root/.kube/config', Image: '/usr/bin/tar' },
    ];
    expect(await hits(NODE, rows)).toEqual([false, true, false, false, false, true]);
    const written = rows.slice(0, 3);
    expect(await hits('file_event_lnx_kubernetes_credential_planted.yml', written)).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('find the records of auditd', async () => {
    const opened = [
      { type: 'SYSCALL', key: 'k8s_cert_theft', exe: '/usr/bin/cat' },
      { type: 'SYSCALL', key: 'k8s_cert_theft', exe: '/usr/bin/kubelet' },
      { type: 'SYSCALL', key: 'other', exe: '/usr/bin/cat' },
    ];
    expect(await hits('lnx_auditd_kubernetes_credential_key.yml', opened)).toEqual([
      true,
      false,
      false,
    ]);
    const moved = ['DELETE', 'NORMAL'].map((nametype) => ({
      type: 'PATH',
      nametype,
      name: '/etc/kubernetes/pki/ca.key',
    }));
    expect(await hits('lnx_auditd_kubernetes_credential_moved.yml', moved)).toEqual([true, false]);
  });

  it('find a copy by its command line', async () => {
    const rows = [
      { Image: '/usr/bin/tar', CommandLine: 'tar cz /etc/kubernetes/pki' },
      { Image: '/usr/bin/tar', CommandLine: 'tar cz /srv/www' },
    ];
    expect(await hits('proc_creation_lnx_kubernetes_credential_copy.yml', rows)).toEqual([
      true,
      false,
    ]);
  });

  it.each(['ocsf', 'ecs'])('find what Keywarden itself tells as %s', async (format) => {
    const all = Object.values(alerts);
    const rows = all.map((alert) => flat(format === 'ocsf' ? toOcsfFinding(alert) : toEcs(alert)));
    const isTheft = all.map(({ signature }) => signature.id === 'TRC-1018');
    expect(await hits(`keywarden_${format}_credential_theft.yml`, rows)).toEqual(isTheft);
    const isBlind = isTheft.map((theft) => !theft);
    expect(await hits(`keywarden_${format}_sensor_blind.yml`, rows)).toEqual(isBlind);
    const over = Object.values(ends).map((end) =>
      flat(format === 'ocsf' ? toOcsfFinding(end) : toEcs(end)),
    );
    for (const rule of ['credential_theft', 'sensor_blind']) {
      expect(await hits(`keywarden_${format}_${rule}.yml`, over)).toEqual(over.map(() => false));
    }
  });
});
