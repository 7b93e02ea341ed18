import { createHash } from 'node:crypto';

/** What makes one event unique in a fleet. `seq` counts up without gaps within one collector run. */
export interface EventIdentity {
  node: string;
  boot_id: string;
  seq: number;
}

/** `node/boot_id/seq`, the form in which alerts, logs and traces name an event. */
export function eventId(event: EventIdentity): string {
  return `${event.node}/${event.boot_id}/${String(event.seq)}`;
}

/**
 * Deterministic alert id: 128 bits of SHA-256 over the event identity and the signature, as 32 hex
 * digits. A replay of the same event makes the same id, so a sink can tell a repeat from news.
 */
export function alertId(event: EventIdentity, signature: { id: string; version: number }): string {
  return digest(['alert', eventId(event), signature.id, String(signature.version)]);
}

/**
 * 128 bits of SHA-256 over length-prefixed parts, as 32 hex digits. The prefix keeps
 * `['ab', 'c']` and `['a', 'bc']` apart.
 */
export function digest(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${String(Buffer.byteLength(part))}:${part};`);
  return hash.digest('hex').slice(0, 32);
}
