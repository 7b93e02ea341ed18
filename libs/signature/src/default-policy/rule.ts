import type { AllowRuleInput } from '../policy/schema.js';

/** Rules of the default policy are written as a site writes its own. */
export type DefaultRule = AllowRuleInput;

/** Directories of the node in which distributions install Kubernetes programs. */
const NODE_DIRECTORIES = [
  '/usr/bin',
  '/usr/local/bin',
  '/usr/local/sbin',
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
  return [`/usr/local/bin/${name}`, `/usr/bin/${name}`, `/${name}`];
}

/**
 * Globs for images of a repository, by tag or digest. The repository stands whole at the beginning:
 * anybody can have an image whose name ends like another one's.
 */
export function imagesOf(...repositories: readonly string[]): string[] {
  return repositories.flatMap((repository) => {
    const [first = ''] = repository.split('/');
    const isHub = !first.includes('.');
    return [repository, ...(isHub ? [`docker.io/${repository}`] : [])].flatMap((name) => [
      `${name}:*`,
      `${name}@sha256:*`,
    ]);
  });
}

/** Images of this name from the registries that Kubernetes and its distributions publish in. */
export function officialImages(name: string): string[] {
  const registries = [
    'registry.k8s.io',
    'k8s.gcr.io',
    'gcr.io/google_containers',
    'gke.gcr.io',
    'public.ecr.aws/eks-distro/kubernetes',
    'mcr.microsoft.com/oss/kubernetes',
    'mcr.microsoft.com/oss/v2/kubernetes',
    'registry.aliyuncs.com/google_containers',
  ];
  return imagesOf(...registries.map((registry) => `${registry}/${name}`));
}

interface Component extends Pick<DefaultRule, 'kinds' | 'paths' | 'not_paths' | 'how'> {
  name: string;
  /** Names the rules; the component's name when absent. */
  rule?: string;
  reason: string;
  images?: string[];
}

/**
 * A component wherever it may run: as a service of the node, in a static pod, or in its official
 * image. In a container a path alone is no proof, since every image brings its own files. The volumes
 * of other pods are nobody's but the kubelet's.
 */
export function component(part: Component): DefaultRule[] {
  const { name, rule = name, images = [], reason, ...taken } = part;
  const shared = { reason, ...taken, own_pod: false };
  return [
    { name: rule, ...shared, reader: { exe: onNode(name), container: false } },
    {
      name: `${rule}/static-pod`,
      ...shared,
      reader: { exe: inImage(name), container: true, static_pod: true },
    },
    {
      name: `${rule}/image`,
      ...shared,
      reader: {
        exe: inImage(name),
        container: true,
        image: [...officialImages(name), ...images],
      },
    },
  ];
}
