import type { CredentialEvent, ProcessFacts } from '@keywarden/contracts';
import type { AccessWay, AllowRule } from './policy.js';

/** The way in which an event takes a credential. */
export function wayOf(event: CredentialEvent): AccessWay {
  switch (event.name) {
    case 'security_file_open':
    case 'security_file_receive':
      return 'open';
    case 'security_ptrace_access_check':
      return 'memory';
    case 'security_inode_rename':
      return 'rename';
    case 'security_inode_link':
      return 'link';
  }
}

/** True when the rule is about this executable path. `*` stands for one segment. */
export function namesExecutable(rule: AllowRule, path: string): boolean {
  return rule.reader.exe.some((pattern) => {
    if (!pattern.includes('*')) return pattern === path;
    const wanted = pattern.split('/');
    const found = path.split('/');
    return (
      wanted.length === found.length && wanted.every((part, i) => part === '*' || part === found[i])
    );
  });
}

/** What of the rule does not hold for this process and access; empty when all of it does. */
export function unmetParts(
  rule: AllowRule,
  process: ProcessFacts,
  kind: string,
  way: AccessWay,
): string[] {
  const { container, uid } = rule.reader;
  const unmet: string[] = [];
  if (rule.kinds !== undefined && !(rule.kinds as string[]).includes(kind)) {
    unmet.push(`it does not cover ${kind} credentials`);
  }
  if (!rule.how.includes(way)) unmet.push(`it does not cover a ${way}`);
  if (container !== undefined && container !== (process.container !== undefined)) {
    unmet.push(container ? 'the reader is in no container' : 'the reader is in a container');
  }
  if (uid !== undefined && (process.uid === undefined || !uid.includes(process.uid))) {
    unmet.push('the reader has another uid');
  }
  return unmet;
}
