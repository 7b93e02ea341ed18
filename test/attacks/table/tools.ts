import { type Attack, EVERYWHERE, OPEN, type Place } from '../scenario.ts';

/** A line of shell; `$1` is the directory of the key, `$2` an empty folder. */
function shell(id: string, technique: string, source: string, script: string): Attack {
  return {
    id,
    technique,
    source,
    program: '/bin/sh',
    args: (at: Place) => ['-c', script, 'sh', at.pki, at.tmp],
    events: OPEN,
    evasions: [],
    seen: EVERYWHERE,
  };
}

/** What is at hand on every node. */
export const toolAttacks: readonly Attack[] = [
  shell('tool-cat', 'cat', 'Atomic Red Team T1552.007', 'cat "$1/ca.key" > /dev/null'),
  shell(
    'tool-redirect',
    'a redirection of the shell itself',
    'no program is started',
    'read -r line < "$1/ca.key"',
  ),
  shell('tool-copy', 'cp -r of the directory', 'MITRE T1552.004', 'cp -r "$1" "$2/loot"'),
  shell('tool-tar', 'tar of the directory', 'MITRE T1552.004', 'tar cf "$2/loot.tar" -C "$1" .'),
  shell(
    'tool-grep',
    'find and grep for private keys',
    'MITRE T1083; T1552.004',
    'find "$1" -name "*.key" | xargs grep -l PRIVATE; true',
  ),
  shell(
    'tool-interpreter',
    'the key as a script of the shell',
    'sh(1)',
    'sh "$1/ca.key" 2> /dev/null; true',
  ),
];
