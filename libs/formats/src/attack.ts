/** One entry of MITRE ATT&CK. */
export interface AttackEntry {
  id: string;
  name?: string;
}

/** A technique, with the part of it that is meant when an alert names one. */
export interface AttackTechnique extends AttackEntry {
  sub?: AttackEntry;
}

/** Names of the techniques that the signatures use (ATT&CK Enterprise 17). */
const NAMES: Readonly<Record<string, string>> = {
  T1528: 'Steal Application Access Token',
  T1552: 'Unsecured Credentials',
  'T1552.004': 'Private Keys',
  T1562: 'Impair Defenses',
  'T1562.001': 'Disable or Modify Tools',
  'T1562.006': 'Indicator Blocking',
};

/** Tactics by the category of a signature. */
const TACTICS: Readonly<Record<string, AttackEntry & { name: string }>> = {
  'credential-access': { id: 'TA0006', name: 'Credential Access' },
  'defense-evasion': { id: 'TA0005', name: 'Defense Evasion' },
};

/** The techniques named by ids such as `T1528` and `T1552.004`; anything else is left out. */
export function techniques(ids: readonly string[]): AttackTechnique[] {
  return ids.flatMap((id) => {
    const [, technique] = /^(T\d{4})(?:\.\d{3})?$/.exec(id) ?? [];
    if (technique === undefined) return [];
    return [technique === id ? entry(id) : { ...entry(technique), sub: entry(id) }];
  });
}

/** The tactic of a signature's category, when it is one of ours. */
export function tactic(category: string): (AttackEntry & { name: string }) | undefined {
  return Object.hasOwn(TACTICS, category) ? TACTICS[category] : undefined;
}

/** Where ATT&CK describes a technique. */
export function attackUrl(id: string): string {
  return `https://attack.mitre.org/techniques/${id.replace('.', '/')}/`;
}

function entry(id: string): AttackEntry {
  const name = Object.hasOwn(NAMES, id) ? NAMES[id] : undefined;
  return name === undefined ? { id } : { id, name };
}
