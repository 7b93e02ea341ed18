import { createHash } from 'node:crypto';

/** The namespace of everything that Keywarden itself names; a random one, fixed for ever. */
export const KEYWARDEN_NAMESPACE = '6b6a1b0e-6c5d-4f0a-9d39-2f7c1f6a4e52';

/** A UUID of version 5 (RFC 9562 section 5.5): the same name in one namespace gives the same UUID. */
export function uuid5(name: string, namespace: string = KEYWARDEN_NAMESPACE): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name.toWellFormed())
    .digest();
  return layout(hash, 5);
}

/**
 * A UUID in the layout of version 4 whose bits come from a SHA-256 of the name. STIX wants version 4
 * for processes, and a report that is sent again has to bear the same id.
 */
export function uuid4Of(name: string): string {
  return layout(createHash('sha256').update(name.toWellFormed()).digest(), 4);
}

function layout(hash: Buffer, version: number): string {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
