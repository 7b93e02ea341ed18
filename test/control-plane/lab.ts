import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAlert, type Alert } from '@keywarden/contracts';
import { CLI, NODE } from '../e2e/cli.ts';
import { start, type RunningProcess } from '../support/process.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';
import { Etcd } from './etcd.ts';
import { OtherSession } from './other-session.ts';
import { Pki } from './pki.ts';

/**
 * A control plane below a scratch host root, watched by `keywarden run` with the default policy. The
 * programs are this machine's own: what they are is proven as on any node.
 */
export class ControlPlaneLab {
  readonly root: string;
  readonly pki: Pki;
  readonly etcd: Etcd;
  readonly thief: OtherSession;
  readonly #last: OtherSession;
  readonly #keywarden: RunningProcess;

  private constructor(parts: {
    root: string;
    pki: Pki;
    etcd: Etcd;
    sessions: readonly [OtherSession, OtherSession];
    keywarden: RunningProcess;
  }) {
    this.root = parts.root;
    this.pki = parts.pki;
    this.etcd = parts.etcd;
    [this.thief, this.#last] = parts.sessions;
    this.#keywarden = parts.keywarden;
  }

  static async start(): Promise<ControlPlaneLab> {
    const folder = tempDir('control-plane');
    const root = join(folder, 'host');
    mkdirSync(join(root, 'var/lib/kubelet/pki'), { recursive: true });
    const pki = new Pki(join(root, 'etc/kubernetes/pki'), join(folder, 'scratch'));
    const etcd = await Etcd.prepare(pki, join(folder, 'etcd'));
    const thief = await OtherSession.begin(folder, 'thief');
    const last = await OtherSession.begin(folder, 'last');
    const keywarden = await start(NODE, [CLI, 'run', '--output', 'json', '--host-root', root], {
      env: { KEYWARDEN_LOG__FORMAT: 'json' },
    });
    await keywarden.waitForLine(/"msg":"ready"/, 120_000);
    return new ControlPlaneLab({ root, pki, etcd, sessions: [thief, last], keywarden });
  }

  get alerts(): Alert[] {
    return this.#keywarden.stdout.map((line) => parseAlert(Buffer.from(line)));
  }

  /**
   * What was alerted up to now. Another session takes a second credential to the end: since the events
   * of a node are judged in order, its alert says that everything before it has been judged.
   */
  async settled(): Promise<Alert[]> {
    const marker = this.pki.key('front-proxy-ca');
    this.#last.run(`/usr/bin/head -c 1 ${marker} > /dev/null`);
    const isMarker = ({ credential }: Alert): boolean =>
      credential.canonical_path === '/etc/kubernetes/pki/front-proxy-ca.key';
    await waitFor(() => this.alerts.some(isMarker), {
      what: 'the alert that marks the end',
      deadlineMs: 60_000,
    });
    return this.alerts.filter((alert) => !isMarker(alert));
  }

  async close(): Promise<void> {
    this.thief.end();
    this.#last.end();
    await this.etcd.stop();
    await this.#keywarden.stop();
  }
}
