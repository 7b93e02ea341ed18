import { type NamedFile, filesOfCommandLine, filesOfFlag, isFilePath } from './command-line.js';
import type { Component } from './components.js';
import { type FlagMeaning, HANDED_ON } from './flags.js';

/**
 * Reads the few keys of configuration files that name credential files, in YAML or JSON, by line: no
 * value other than those is looked at, and nothing is kept of keys that stand in the file itself.
 */
export function filesOfConfig(named: NamedFile, component: Component, text: string): NamedFile[] {
  if (named.form === undefined) return [];
  switch (named.form) {
    case 'kubeconfig':
      return filesByKey(text, {
        'certificate-authority': { kind: 'cluster-ca', content: 'public-certificate' },
        'client-certificate': { kind: named.kind, content: 'public-certificate' },
        'client-key': { kind: named.kind, content: 'private-key' },
        tokenFile: { kind: named.kind, content: 'token' },
      });
    case 'kubelet-config':
      // https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
      return filesByKey(text, {
        clientCAFile: { kind: 'cluster-ca', content: 'public-certificate' },
        tlsCertFile: { kind: 'kubelet-serving', content: 'public-certificate' },
        tlsPrivateKeyFile: { kind: 'kubelet-serving', content: 'private-key' },
      });
    case 'component-config':
      return filesByKey(text, {
        kubeconfig: { kind: named.kind, content: 'kubeconfig', form: 'kubeconfig' },
      });
    case 'etcd-config':
      return pairs(text).flatMap(([key, value]) => filesOfFlag('etcd', key, value));
    case 'rancher-config':
      return filesOfRancher(text, component);
    case 'arguments':
      return filesOfArguments(text, named.of ?? component, named.path);
  }
}

function filesByKey(text: string, meanings: Readonly<Record<string, FlagMeaning>>): NamedFile[] {
  return pairs(text).flatMap(([key, value]) => {
    const meaning = Object.hasOwn(meanings, key) ? meanings[key] : undefined;
    return meaning === undefined || !isFilePath(value) ? [] : [{ path: value, ...meaning }];
  });
}

/** Flags as keys, and lists of flags that are handed on to the components inside. */
function filesOfRancher(text: string, component: Component): NamedFile[] {
  let list: string | undefined;
  return text.split('\n').flatMap((line) => {
    const item = /^\s*-\s+["']?(?:--)?([^"'\s]+)/.exec(line)?.[1];
    if (item !== undefined) return list === undefined ? [] : filesOfFlag(component, list, item);
    const [[key, value] = ['', '']] = pairs(line);
    const header = /^\s*["']?([a-z-]+)["']?\+?:\s*$/.exec(line)?.[1];
    if (header !== undefined) list = Object.hasOwn(HANDED_ON, header) ? header : undefined;
    return key === '' ? [] : filesOfFlag(component, key, value);
  });
}

/** The argument files of microk8s: a flag in each line, `$SNAP_DATA` for the directory above. */
function filesOfArguments(text: string, component: Component, path: string): NamedFile[] {
  const snapData = path.replace(/\/args\/[^/]+$/, '');
  const words = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('-'))
    .flatMap((line) => line.split(/\s+/))
    .map((word) => word.replace(/\$\{?SNAP_DATA\}?/g, snapData).replace(/["']/g, ''));
  return filesOfCommandLine(component, ['', ...words]);
}

/** `key: value` in YAML lines and JSON members; what follows a comment sign is none. */
function pairs(text: string): [string, string][] {
  const pair =
    /(?:^|[{,\n])[ \t]*(?:-[ \t]+)?"?([A-Za-z][A-Za-z-]*)"?[ \t]*:[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'#{},[\]]+))/g;
  return [...text.matchAll(pair)].map(([, key = '', double, single, plain]) => [
    key,
    double ?? single ?? plain ?? '',
  ]);
}
