import { statSync } from 'node:fs';
import { detectDistributions } from '@keywarden/credentials';
import { resolveNodePath, toHost } from '../watch/host-root.js';

/** The Kubernetes distributions that are installed below a host root. Reads names only. */
export function installedDistributions(hostRoot: string): string[] {
  return detectDistributions((nodePath) => {
    const resolved = resolveNodePath(hostRoot, nodePath);
    if (resolved === undefined) return false;
    try {
      return statSync(toHost(hostRoot, resolved), { throwIfNoEntry: false }) !== undefined;
    } catch {
      return false;
    }
  });
}
