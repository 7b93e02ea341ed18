import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDebianTool } from '../support/debian-tool.ts';
import { freePort } from '../support/ports.ts';
import { start } from '../support/process.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';

/** `gettableAlert` of Alertmanager's API v2, as far as the tests look. */
export interface StoredAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly fingerprint: string;
}

export interface AlertmanagerServer {
  readonly url: string;
  /** What it holds for an incident, active or silenced; not what has ended. */
  alerts(incidentId: string): Promise<StoredAlert[]>;
  stop(): Promise<void>;
}

export const alertmanager = await ensureDebianTool({
  path: '/usr/bin/prometheus-alertmanager',
  packages: ['prometheus-alertmanager'],
});

const CONFIG = `route: { receiver: nobody, group_by: [incident_id] }
receivers: [{ name: nobody }]
`;

/** A real Alertmanager without a cluster and without receivers. */
export async function startAlertmanager(): Promise<AlertmanagerServer> {
  if (alertmanager.path === undefined) throw new Error(alertmanager.missing);
  const folder = tempDir('alertmanager');
  const port = String(await freePort());
  const file = join(folder, 'alertmanager.yml');
  writeFileSync(file, CONFIG);
  const args = [
    `--config.file=${file}`,
    `--storage.path=${folder}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ];
  const child = await start(alertmanager.path, args, { logFile: join(folder, 'log') });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(async () => (await fetch(`${url}/-/ready`)).ok, { what: 'Alertmanager' });
  return {
    url,
    async alerts(incidentId) {
      const filter = encodeURIComponent(`incident_id="${incidentId}"`);
      const response = await fetch(`${url}/api/v2/alerts?filter=${filter}`);
      return (await response.json()) as StoredAlert[];
    },
    async stop() {
      await child.stop();
    },
  };
}
