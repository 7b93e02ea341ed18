import type { AllowRuleInput } from '../policy/schema.js';

/** Rules of the default policy are written as a site writes its own. */
export type DefaultRule = AllowRuleInput;

/** Directories of the node in which distributions install Kubernetes programs. */
const NODE_DIRECTORIES = [
  '/usr/bin',
  '/usr/local/bin',
  '/opt/bin',
  '/opt/kubernetes/bin',
  '/opt/kube/bin',
  '/home/kubernetes/bin',
  '/var/lib/k0s/bin',
  '/var/lib/minikube/binaries/*',
  '/var/lib/rancher/rke2/bin',
  '/var/lib/rancher/rke2/data/*/bin',
] as const;

/** The places of a program of this name on a node. */
export function onNode(name: string): string[] {
  return NODE_DIRECTORIES.map((directory) => `${directory}/${name}`);
}

/** The places of a program of this name in its image. */
export function inImage(name: string): string[] {
  return [`/usr/local/bin/${name}`, `/usr/bin/${name}`, `/${name}`, `/go-runner`];
}

/** Images of this name from the registries that Kubernetes and its distributions publish in. */
export function officialImages(name: string): string[] {
  return [
    'registry.k8s.io',
    'k8s.gcr.io',
    'gcr.io/google_containers',
    'mirror.gcr.io',
    'public.ecr.aws/eks-distro/kubernetes',
    'mcr.microsoft.com/oss/kubernetes',
    'registry.aliyuncs.com/google_containers',
  ].flatMap((registry) => [`${registry}/${name}:*`, `${registry}/${name}@sha256:*`]);
}

interface Component {
  name: string;
  reason: string;
  kinds: NonNullable<DefaultRule['kinds']>;
  how?: DefaultRule['how'];
  images?: string[];
}

/**
 * A component wherever it may run: as a service of the node, in a static pod, or in its official
 * image. In a container a path alone is no proof, since every image brings its own files.
 */
export function component({ name, reason, kinds, how, images = [] }: Component): DefaultRule[] {
  const shared = { reason, kinds, ...(how === undefined ? {} : { how }) };
  return [
    { name, ...shared, reader: { exe: onNode(name), container: false } },
    {
      name: `${name}/static-pod`,
      ...shared,
      reader: { exe: inImage(name), container: true, static_pod: true },
    },
    {
      name: `${name}/image`,
      ...shared,
      reader: {
        exe: inImage(name),
        container: true,
        image: [...officialImages(name), ...images],
      },
    },
  ];
}
