import type { ProcessFacts } from '@keywarden/contracts';
import { proveReader } from './identity.js';

/** What makes keys and certificates by hand, by the name of the file. */
const KEY_TOOLS: ReadonlySet<string> = new Set([
  'openssl',
  'cfssl',
  'cfssljson',
  'certtool',
  'step',
  'keytool',
  'ssh-keygen',
]);

/**
 * Whether a process is a tool that makes keys, and is what its path says. Such a tool signs with the
 * key that it made a moment ago; a shell that writes a file and a `cat` that reads it are none.
 */
export function isKeyTool(process: Pick<ProcessFacts, 'container' | 'exe' | 'preload'>): boolean {
  const { exe } = process;
  if (exe === undefined || !proveReader(process).proven) return false;
  return KEY_TOOLS.has(exe.path.slice(exe.path.lastIndexOf('/') + 1));
}
