import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tempDir } from '../support/temp.ts';
import type { Place } from './scenario.ts';

/** 600 bytes: long enough for a loop device's sector, and no key. */
const KEY = 'not a private key\n'.padEnd(600, '.');

/** A folder that looks like the root of a kubeadm node; each scenario has a part of its own. */
export class ScratchNode {
  readonly root = join(tempDir('attacks'), 'host');

  readonly #programs: string;

  /** @param programs The folder of the compiled programs. */
  constructor(programs: string) {
    this.#programs = programs;
    for (const name of ['ca', 'sa', 'apiserver', 'etcd/ca', 'front-proxy-ca']) {
      this.#write(`/etc/kubernetes/pki/${name}.key`);
    }
    this.#write('/etc/kubernetes/pki/ca.crt');
    this.#write('/etc/kubernetes/admin.conf');
    this.#write('/etc/kubernetes/manifests/etcd.yaml');
  }

  /** Makes the part of a scenario. */
  place(id: string): Place {
    const pki = join(this.root, 'etc/kubernetes/pki', id);
    const tmp = join(this.root, 'tmp', id);
    const volumes = join(this.root, 'var/lib/kubelet/pods', id, 'volumes');
    for (const folder of [pki, tmp, volumes]) mkdirSync(folder, { recursive: true });
    for (const name of ['ca.key', 'ca.crt']) this.#write(join('/etc/kubernetes/pki', id, name));
    return {
      id,
      root: this.root,
      pki,
      key: join(pki, 'ca.key'),
      tmp,
      volumes,
      program: (name) => (name.startsWith('/') ? name : join(this.#programs, name)),
    };
  }

  #write(onNode: string): void {
    const path = join(this.root, onNode);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, KEY, { mode: 0o600 });
  }
}
