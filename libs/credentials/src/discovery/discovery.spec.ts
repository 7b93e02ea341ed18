import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filesOfCommandLine, filesOfEtcdEnvironment, isFilePath } from './command-line.js';
import { COMPONENTS, componentOf } from './components.js';
import { filesOfConfig } from './config-files.js';
import { FLAGS, type FlagMeaning } from './flags.js';

const brief = (files: readonly ({ path: string } & FlagMeaning)[]) =>
  files.map(({ path, kind, content, form }) => [path, kind, content ?? form]);

describe('componentOf', () => {
  it.each([
    ['/usr/bin/kubelet', 'kubelet'],
    ['/var/lib/k0s/bin/kube-apiserver', 'kube-apiserver'],
    ['/usr/local/bin/k3s', 'k3s'],
    ['/usr/bin/kubelet2', undefined],
    ['/usr/bin/constructor', undefined],
    ['', undefined],
  ])('%j is %s', (executable, expected) => {
    expect(componentOf(executable)).toBe(expected);
  });
});

describe('filesOfCommandLine', () => {
  it('reads both forms of a flag, and what they mean', () => {
    const argv = [
      'kube-apiserver',
      '--client-ca-file=/srv/ca.pem',
      '--service-account-signing-key-file',
      '/srv/sa.pem',
      '-etcd-keyfile=/srv/etcd.pem',
      '--audit-log-path=/var/log/audit.log',
      '--anonymous-auth',
      '--tls-private-key-file',
      '--v=2',
    ];
    expect(brief(filesOfCommandLine('kube-apiserver', argv))).toEqual([
      ['/srv/ca.pem', 'cluster-ca', 'public-certificate'],
      ['/srv/sa.pem', 'service-account-signing-key', 'private-key'],
      ['/srv/etcd.pem', 'etcd', 'private-key'],
    ]);
  });

  it('reads what k3s hands on', () => {
    const argv = [
      'k3s',
      'server',
      '--kubelet-arg=tls-private-key-file=/a',
      '--etcd-arg',
      'key-file=/b',
    ];
    expect(brief(filesOfCommandLine('k3s', argv))).toEqual([
      ['/a', 'kubelet-serving', 'private-key'],
      ['/b', 'etcd', 'private-key'],
    ]);
  });

  it('knows a flag only of the component that has it', () => {
    expect(filesOfCommandLine('kubelet', ['kubelet', '--etcd-keyfile=/a'])).toEqual([]);
    expect(filesOfCommandLine('etcd', ['etcd', '--constructor=/a', '--to-string=/b'])).toEqual([]);
  });

  it.each(['', '/', '/etc/', '..', '/a/..', '/a\0b', '/etc/*', '/a\nb'])('takes no %j', (path) => {
    expect(isFilePath(path)).toBe(false);
    expect(filesOfCommandLine('kubelet', ['kubelet', `--kubeconfig=${path}`])).toEqual([]);
  });

  it('takes whatever is written without failing, and not without end', () => {
    fc.assert(
      fc.property(fc.constantFrom(...COMPONENTS), fc.array(fc.string()), (component, argv) => {
        const flags = Object.keys(FLAGS[component]).map((flag) => `--${flag}`);
        const files = filesOfCommandLine(component, ['x', ...argv, ...flags, ...argv]);
        expect(files.every(({ path }) => isFilePath(path))).toBe(true);
      }),
    );
    const many = Array.from({ length: 10_000 }, (_, n) => `--kubeconfig=/${String(n)}`);
    expect(filesOfCommandLine('kubelet', ['kubelet', ...many])).toHaveLength(128);
  });

  it('reads the environment of etcd', () => {
    const environment = ['ETCD_KEY_FILE=/k', 'ETCD_PEER_KEY_FILE=/p', 'PATH=/bin', 'ETCD_NAME=x'];
    expect(brief(filesOfEtcdEnvironment(environment))).toEqual([
      ['/k', 'etcd', 'private-key'],
      ['/p', 'etcd', 'private-key'],
    ]);
  });
});

describe('filesOfConfig', () => {
  const read = (meaning: FlagMeaning, text: string, path = '/c') =>
    brief(filesOfConfig({ path, ...meaning }, 'kubelet', text));

  it('reads a kubeconfig in YAML and in JSON', () => {
    const meaning = { kind: 'scheduler', form: 'kubeconfig' } as const;
    const yaml =
      'clusters:\n- cluster:\n    certificate-authority: /ca\nusers:\n- name: x\n  user:\n' +
      '    client-certificate: "/c"\n    client-key: /k # the key\n    client-key-data: AAAA\n';
    const json = '{"users":[{"user":{"client-key":"/k","tokenFile": "/t"}}]}';
    expect(read(meaning, yaml)).toEqual([
      ['/ca', 'cluster-ca', 'public-certificate'],
      ['/c', 'scheduler', 'public-certificate'],
      ['/k', 'scheduler', 'private-key'],
    ]);
    expect(read(meaning, json)).toEqual([
      ['/k', 'scheduler', 'private-key'],
      ['/t', 'scheduler', 'token'],
    ]);
  });

  it('reads a KubeletConfiguration and others', () => {
    const kubelet = 'authentication:\n  x509:\n    clientCAFile: /ca\ntlsPrivateKeyFile: /k\n';
    expect(read({ kind: 'other', form: 'kubelet-config' }, kubelet)).toEqual([
      ['/ca', 'cluster-ca', 'public-certificate'],
      ['/k', 'kubelet-serving', 'private-key'],
    ]);
    const scheduler = 'clientConnection:\n  kubeconfig: /s\n';
    expect(read({ kind: 'scheduler', form: 'component-config' }, scheduler)).toEqual([
      ['/s', 'scheduler', 'kubeconfig'],
    ]);
    const etcd = 'name: x\npeer-transport-security:\n  key-file: /p\n';
    expect(read({ kind: 'etcd', form: 'etcd-config' }, etcd)).toEqual([
      ['/p', 'etcd', 'private-key'],
    ]);
  });

  it('reads the config of k3s and RKE2', () => {
    const text =
      'write-kubeconfig: /root/k.yaml\nkubelet-arg:\n  - "kubeconfig=/kc"\nkube-apiserver-arg+:\n' +
      '- client-ca-file=/ca\ntls-san:\n- kubeconfig=/no\ntoken-file: "/t"\n';
    const files = filesOfConfig(
      { path: '/c', kind: 'other', form: 'rancher-config' },
      'rke2',
      text,
    );
    expect(brief(files)).toEqual([
      ['/root/k.yaml', 'admin', 'kubeconfig'],
      ['/kc', 'kubelet-client', 'kubeconfig'],
      ['/ca', 'cluster-ca', 'public-certificate'],
      ['/t', 'admin', 'token'],
    ]);
  });

  it('reads the argument files of microk8s', () => {
    const meaning = { kind: 'other', form: 'arguments', of: 'kube-apiserver' } as const;
    const text =
      '# none\n--client-ca-file=${SNAP_DATA}/certs/ca.crt\n--etcd-keyfile $SNAP_DATA/e.key\n';
    expect(read(meaning, text, '/var/snap/microk8s/12/args/kube-apiserver')).toEqual([
      ['/var/snap/microk8s/12/certs/ca.crt', 'cluster-ca', 'public-certificate'],
      ['/var/snap/microk8s/12/e.key', 'etcd', 'private-key'],
    ]);
  });

  it('takes any text', () => {
    const forms = [
      'kubeconfig',
      'kubelet-config',
      'component-config',
      'etcd-config',
      'rancher-config',
      'arguments',
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...forms), fc.string(), (form, text) => {
        expect(Array.isArray(read({ kind: 'other', form }, text))).toBe(true);
      }),
    );
  });
});
