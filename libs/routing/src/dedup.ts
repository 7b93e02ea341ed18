import type { Alert } from '@keywarden/contracts';

/**
 * What an alert tells a person: the same incident, stage, credential and reader is the same news. A count
 * of repeats is news of its own. Machines get every alert, so this is asked for people only.
 */
export function newsKey({ incident, credential, event, signature, status }: Alert): string {
  const stage = incident?.stage ?? 'opened';
  const reader = 'process' in event ? (event.process.exe?.path ?? event.process.comm) : '';
  const count = stage === 'repeated' ? String(incident?.event_count ?? 0) : '';
  const parts = [signature.id, status ?? 'firing', stage, credential.canonical_path, reader, count];
  return JSON.stringify(parts);
}
