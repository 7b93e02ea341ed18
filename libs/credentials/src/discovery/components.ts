/** Programs whose command lines name credentials. */
export const COMPONENTS = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
  'kubelet',
  'etcd',
  'k3s',
  'rke2',
  'k0s',
  'kubelite',
] as const;

export type Component = (typeof COMPONENTS)[number];

/** Names under which distributions ship a component. */
const ALIASES: Readonly<Record<string, Component>> = {
  'k3s-server': 'k3s',
  'k3s-agent': 'k3s',
  'etcd-server': 'etcd',
};

/** The component that an executable is by its path; undefined for any other program. */
export function componentOf(executable: string): Component | undefined {
  const name = executable.slice(executable.lastIndexOf('/') + 1);
  return COMPONENTS.find((component) => component === name) ?? ownAlias(name);
}

function ownAlias(name: string): Component | undefined {
  return Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
}
