import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A folder that looks like the root of a kubeadm node, with a real PKI made by openssl. */
export interface ScratchHost {
  readonly root: string;
  /** The absolute path of a path of that node. */
  path(onNode: string): string;
  /** An executable outside every system folder: a copy of `source` under `onNode`. */
  copyExecutable(source: string, onNode: string): string;
}

const SUBJECT = '/O=keywarden-e2e/CN=kubernetes';

/**
 * Lays out `/etc/kubernetes/pki` with a CA (`ca.key`, `ca.crt`) and an API server pair below `root`.
 *
 * @param openssl Path of the openssl program; without it (in a minimal virtual machine) the keys are
 *   opaque text, which changes nothing but the certificate facts in the alert.
 */
export function makeScratchHost(root: string, openssl: string | undefined): ScratchHost {
  const path = (onNode: string): string => join(root, onNode);
  mkdirSync(path('/etc/kubernetes/pki/etcd'), { recursive: true });
  mkdirSync(path('/tmp'), { recursive: true });
  for (const name of ['ca', 'apiserver', 'etcd/ca', 'front-proxy-ca']) {
    makePair(path(`/etc/kubernetes/pki/${name}`), openssl);
  }
  return {
    root,
    path,
    copyExecutable(source, onNode) {
      const target = path(onNode);
      mkdirSync(dirname(target), { recursive: true });
      if (!existsSync(target)) copyFileSync(source, target);
      chmodSync(target, 0o755);
      return target;
    },
  };
}

function makePair(stem: string, openssl: string | undefined): void {
  if (openssl === undefined) {
    writeFileSync(`${stem}.key`, 'not a real key\n', { mode: 0o600 });
    writeFileSync(`${stem}.crt`, 'not a real certificate\n');
    return;
  }
  execFileSync(
    openssl,
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj ${SUBJECT} -keyout ${stem}.key -out ${stem}.crt`.split(
      ' ',
    ),
    { stdio: 'ignore' },
  );
  chmodSync(`${stem}.key`, 0o600);
}
