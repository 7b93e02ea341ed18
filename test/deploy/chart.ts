import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ensureHelm } from '../support/helm.ts';
import { run } from '../support/process.ts';
import { repositoryRoot } from '../support/paths.ts';

export const CHART = join(repositoryRoot, 'deploy/helm/keywarden');

/** The parts of a rendered Kubernetes object that the tests look at. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly template?: { readonly spec: PodSpec };
    readonly ingress?: readonly unknown[];
    readonly policyTypes?: readonly string[];
  };
}

export interface PodSpec {
  readonly hostPID?: boolean;
  readonly hostNetwork?: boolean;
  readonly automountServiceAccountToken?: boolean;
  readonly serviceAccountName?: string;
  readonly tolerations?: readonly object[];
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly name: string; readonly hostPath?: { path: string } }[];
}

export interface Container {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly object[];
  readonly livenessProbe?: object;
  readonly readinessProbe?: object;
  readonly resources: { readonly limits: object; readonly requests: object };
  readonly securityContext: {
    readonly privileged: boolean;
    readonly allowPrivilegeEscalation: boolean;
    readonly readOnlyRootFilesystem: boolean;
    readonly capabilities: { readonly drop: readonly string[]; readonly add?: readonly string[] };
  };
  readonly volumeMounts: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
    readonly mountPropagation?: string;
  }[];
}

/** The least values: without them the chart refuses to render. */
export const REQUIRED = {
  kafka: { brokers: ['kafka.example:9092'] },
  redis: { url: 'redis://r.example' },
};

export const missingHelm = (await ensureHelm()).missing;

/** `helm ARGS` with `values` as its values file on standard input. */
export async function helm(args: readonly string[], values: object) {
  const { path } = await ensureHelm();
  if (path === undefined) throw new Error('there is no helm');
  const result = await run(path, [...args, '--values', '-'], { input: JSON.stringify(values) });
  return { ...result, stdout: result.stdout.join('\n'), stderr: result.stderr.join('\n') };
}

/** The chart's objects for `values`, in the namespace `security`. */
export async function render(values: object): Promise<KubernetesObject[]> {
  const where = ['--namespace', 'security', '--kube-version', '1.33.0'];
  const { code, stdout, stderr } = await helm(['template', 'keywarden', CHART, ...where], values);
  if (code !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout).map((document) => document.toJS() as KubernetesObject);
}

/** The object of that kind and name; a missing one is an error. */
export function find(
  objects: readonly KubernetesObject[],
  kind: string,
  name: string,
): KubernetesObject {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`the chart renders no ${kind} ${name}`);
  return found;
}

/** The pod and its only container of a workload. */
export function workload(objects: readonly KubernetesObject[], kind: string, name: string) {
  const pod = find(objects, kind, name).spec?.template?.spec;
  const container = pod?.containers[0];
  if (pod === undefined || container === undefined) throw new Error(`${name} has no container`);
  return { pod, container };
}
