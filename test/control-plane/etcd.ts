import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort } from '../support/ports.ts';
import { start, type RunningProcess } from '../support/process.ts';
import { waitFor } from '../support/wait.ts';
import type { Pki } from './pki.ts';

const execute = promisify(execFile);

/** The real etcd with TLS for clients and peers, on loopback. */
export class Etcd {
  readonly #pki: Pki;
  readonly #folder: string;
  readonly #client: string;
  readonly #peer: string;
  #server: RunningProcess | undefined;

  private constructor(pki: Pki, folder: string, ports: readonly [number, number]) {
    this.#pki = pki;
    this.#folder = folder;
    [this.#client, this.#peer] = [
      `https://127.0.0.1:${String(ports[0])}`,
      `https://127.0.0.1:${String(ports[1])}`,
    ];
  }

  /** @param folder where its data goes. */
  static async prepare(pki: Pki, folder: string): Promise<Etcd> {
    return new Etcd(pki, folder, [await freePort(), await freePort()]);
  }

  /** Starts it, and returns once it answers that it is healthy. */
  async start(): Promise<void> {
    const pki = this.#pki;
    const options = {
      name: 'lab',
      'data-dir': this.#folder,
      'listen-client-urls': this.#client,
      'advertise-client-urls': this.#client,
      'listen-peer-urls': this.#peer,
      'initial-advertise-peer-urls': this.#peer,
      'initial-cluster': `lab=${this.#peer}`,
      'cert-file': pki.certificate('etcd/server'),
      'key-file': pki.key('etcd/server'),
      'trusted-ca-file': pki.certificate('etcd/ca'),
      'peer-cert-file': pki.certificate('etcd/peer'),
      'peer-key-file': pki.key('etcd/peer'),
      'peer-trusted-ca-file': pki.certificate('etcd/ca'),
    };
    const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
    const flags = ['--client-cert-auth', '--peer-client-cert-auth'];
    this.#server = await start('/usr/bin/etcd', [...args, ...flags]);
    await waitFor(() => this.control('endpoint', 'health'), {
      what: 'etcd to be healthy',
      deadlineMs: 60_000,
      intervalMs: 250,
    });
  }

  /** etcdctl with the health check's client certificate. */
  async control(...args: readonly string[]): Promise<string> {
    const pki = this.#pki;
    const identity = [
      `--endpoints=${this.#client}`,
      `--cacert=${pki.certificate('etcd/ca')}`,
      `--cert=${pki.certificate('etcd/healthcheck-client')}`,
      `--key=${pki.key('etcd/healthcheck-client')}`,
    ];
    const env = { ...process.env, ETCDCTL_API: '3' };
    const { stdout, stderr } = await execute('/usr/bin/etcdctl', [...identity, ...args], { env });
    return stdout + stderr;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }
}
