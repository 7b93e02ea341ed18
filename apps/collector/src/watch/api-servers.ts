import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import type { WatchedAddress } from '@keywarden/sensor';

/** The kernel's table has room for 1,024. */
const MAX_ADDRESSES = 256;
const DEFAULT_PORT = 443;
/** The only line of a kubeconfig that is looked at, in YAML or JSON. */
const SERVER = /^[\s"{,-]*"?server"?\s*:\s*"?(https?:\/\/[^\s"',}]+)/gm;

export interface ApiServerSources {
  /** Kubeconfigs as this process sees them. */
  readonly kubeconfigs: readonly string[];
  /** `host:port` that the operator names. */
  readonly configured: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Where the cluster's API server answers: as configured, as the kubeconfigs of the node say, and as
 * a pod is told (`KUBERNETES_SERVICE_HOST`). Names are resolved; one that cannot be is left out.
 */
export async function apiServers(sources: ApiServerSources): Promise<WatchedAddress[]> {
  const { configured, env, kubeconfigs } = sources;
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  const urls = new Set([
    ...configured.map((server) => `https://${server}`),
    ...(host === undefined ? [] : [`https://${bracketed(host)}:${port ?? String(DEFAULT_PORT)}`]),
    ...kubeconfigs.flatMap(serversIn),
  ]);
  const found = await Promise.all([...urls].map(resolve));
  return found.flat().slice(0, MAX_ADDRESSES);
}

/** The servers that a kubeconfig names; none for a file that cannot be read. */
function serversIn(path: string): string[] {
  try {
    return [...readFileSync(path, 'utf8').matchAll(SERVER)].map(([, url = '']) => url);
  } catch {
    return [];
  }
}

async function resolve(text: string): Promise<WatchedAddress[]> {
  if (!URL.canParse(text)) return [];
  const { hostname, port, protocol } = new URL(text);
  const number = port === '' ? (protocol === 'http:' ? 80 : DEFAULT_PORT) : Number(port);
  try {
    const addresses = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true });
    return addresses.map(({ address }) => ({ address, port: number }));
  } catch {
    return [];
  }
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
