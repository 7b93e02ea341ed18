import type { CredentialContent, CredentialKind } from '@keywarden/contracts';
import type { Component } from './components.js';

/** How a named file names others. */
export type ConfigForm =
  | 'kubeconfig'
  | 'kubelet-config'
  | 'component-config'
  | 'etcd-config'
  | 'rancher-config'
  | 'arguments';

/** What the value of a flag is. */
export interface FlagMeaning {
  readonly kind: CredentialKind;
  /** Absent for a file that only names credentials. */
  readonly content?: CredentialContent;
  readonly form?: ConfigForm;
  /** Of `arguments`: whose they are. */
  readonly of?: Component;
}

type Flags = Readonly<Record<string, FlagMeaning>>;

const key = (kind: CredentialKind): FlagMeaning => ({ kind, content: 'private-key' });
const certificate = (kind: CredentialKind): FlagMeaning => ({
  kind,
  content: 'public-certificate',
});
const kubeconfig = (kind: CredentialKind): FlagMeaning => ({
  kind,
  content: 'kubeconfig',
  form: 'kubeconfig',
});
const names = (form: ConfigForm, kind: CredentialKind = 'other'): FlagMeaning => ({ kind, form });
const argumentsOf = (of: Component): FlagMeaning => ({ kind: 'other', form: 'arguments', of });

/** Serving and delegated authentication: k8s.io/apiserver, pkg/server/options. */
const serving = (kind: CredentialKind): Flags => ({
  'tls-cert-file': certificate(kind),
  'tls-private-key-file': key(kind),
  'client-ca-file': certificate('cluster-ca'),
  'requestheader-client-ca-file': certificate('front-proxy'),
  'authentication-kubeconfig': kubeconfig(kind),
  'authorization-kubeconfig': kubeconfig(kind),
  kubeconfig: kubeconfig(kind),
});

/** https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/ */
const SIGNERS = [
  '',
  '-kube-apiserver-client',
  '-kubelet-client',
  '-kubelet-serving',
  '-legacy-unknown',
];
const signing: Flags = Object.fromEntries(
  SIGNERS.flatMap((signer) => [
    [`cluster-signing${signer}-cert-file`, certificate('cluster-ca')],
    [`cluster-signing${signer}-key-file`, key('cluster-ca')],
  ]),
);

/** https://docs.k3s.io/cli/server and https://docs.rke2.io/reference/server_config */
const RANCHER: Flags = {
  'token-file': { kind: 'admin', content: 'token' },
  'agent-token-file': { kind: 'admin', content: 'token' },
  'datastore-cafile': certificate('etcd'),
  'datastore-certfile': certificate('etcd'),
  'datastore-keyfile': key('etcd'),
  'write-kubeconfig': kubeconfig('admin'),
  'private-registry': { kind: 'other', content: 'secret' },
  config: names('rancher-config'),
};

/** The flags that name files, by component, without dashes. */
export const FLAGS: Readonly<Record<Component, Flags>> = {
  /** https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ */
  'kube-apiserver': {
    ...serving('api-server'),
    'kubelet-client-certificate': certificate('api-server'),
    'kubelet-client-key': key('api-server'),
    'kubelet-certificate-authority': certificate('cluster-ca'),
    'etcd-cafile': certificate('etcd'),
    'etcd-certfile': certificate('etcd'),
    'etcd-keyfile': key('etcd'),
    'proxy-client-cert-file': certificate('front-proxy'),
    'proxy-client-key-file': key('front-proxy'),
    'service-account-key-file': certificate('service-account-signing-key'),
    'service-account-signing-key-file': key('service-account-signing-key'),
    'token-auth-file': { kind: 'admin', content: 'secret' },
    'encryption-provider-config': { kind: 'etcd', content: 'secret' },
    'authentication-token-webhook-config-file': kubeconfig('other'),
    'authorization-webhook-config-file': kubeconfig('other'),
    'audit-webhook-config-file': kubeconfig('other'),
  },
  'kube-controller-manager': {
    ...serving('controller-manager'),
    ...signing,
    'root-ca-file': certificate('cluster-ca'),
    'service-account-private-key-file': key('service-account-signing-key'),
  },
  /** https://kubernetes.io/docs/reference/command-line-tools-reference/kube-scheduler/ */
  'kube-scheduler': {
    ...serving('scheduler'),
    config: names('component-config', 'scheduler'),
  },
  'kube-proxy': { kubeconfig: kubeconfig('other'), config: names('component-config') },
  /** https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/ */
  kubelet: {
    kubeconfig: kubeconfig('kubelet-client'),
    'bootstrap-kubeconfig': kubeconfig('kubelet-client'),
    config: names('kubelet-config', 'kubelet-serving'),
    'client-ca-file': certificate('cluster-ca'),
    'tls-cert-file': certificate('kubelet-serving'),
    'tls-private-key-file': key('kubelet-serving'),
  },
  /** https://etcd.io/docs/latest/op-guide/configuration/ */
  etcd: {
    'cert-file': certificate('etcd'),
    'key-file': key('etcd'),
    'client-cert-file': certificate('etcd'),
    'client-key-file': key('etcd'),
    'trusted-ca-file': certificate('etcd'),
    'peer-cert-file': certificate('etcd'),
    'peer-key-file': key('etcd'),
    'peer-client-cert-file': certificate('etcd'),
    'peer-client-key-file': key('etcd'),
    'peer-trusted-ca-file': certificate('etcd'),
    'config-file': names('etcd-config', 'etcd'),
  },
  k3s: RANCHER,
  rke2: RANCHER,
  /** https://docs.k0sproject.io/stable/cli/ */
  k0s: { 'token-file': { kind: 'admin', content: 'token' } },
  /** canonical/microk8s:microk8s-resources/wrappers/run-kubelite-with-args */
  kubelite: {
    'apiserver-args-file': argumentsOf('kube-apiserver'),
    'controller-manager-args-file': argumentsOf('kube-controller-manager'),
    'scheduler-args-file': argumentsOf('kube-scheduler'),
    'kubelet-args-file': argumentsOf('kubelet'),
    'proxy-args-file': argumentsOf('kube-proxy'),
  },
};

/** Flags of k3s and RKE2 that hand flags on, `--kubelet-arg=flag=value`. */
export const HANDED_ON: Readonly<Record<string, Component>> = {
  'kube-apiserver-arg': 'kube-apiserver',
  'kube-controller-manager-arg': 'kube-controller-manager',
  'kube-scheduler-arg': 'kube-scheduler',
  'kube-proxy-arg': 'kube-proxy',
  'kubelet-arg': 'kubelet',
  'etcd-arg': 'etcd',
};
