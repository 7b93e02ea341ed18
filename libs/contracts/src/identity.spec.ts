import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertId, digest, eventId } from './identity.js';

const event = { node: 'node-1', boot_id: 'b0071d00-0000-4000-8000-000000000001', seq: 42 };
const signature = { id: 'TRC-1018', version: 1 };

describe('eventId', () => {
  it('names node, boot and sequence number', () => {
    expect(eventId(event)).toBe('node-1/b0071d00-0000-4000-8000-000000000001/42');
  });
});

describe('alertId', () => {
  it('never changes between releases: sinks remember it', () => {
    // printf '5:alert;46:node-1/…/42;8:TRC-1018;1:1;' | sha256sum | cut -c1-32
    expect(alertId(event, signature)).toBe('06aa438226cd54092efed95559eb2912');
  });

  it('differs when any part of the identity or of the signature differs', () => {
    const ids = [
      alertId(event, signature),
      alertId({ ...event, node: 'node-2' }, signature),
      alertId({ ...event, boot_id: 'other' }, signature),
      alertId({ ...event, seq: 43 }, signature),
      alertId(event, { ...signature, id: 'TRC-1019' }),
      alertId(event, { ...signature, version: 2 }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('digest', () => {
  it('is 32 hex digits, the same every time', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (parts) => {
        expect(digest(parts)).toMatch(/^[0-9a-f]{32}$/);
        expect(digest([...parts])).toBe(digest(parts));
      }),
    );
  });

  it('keeps different splits of the same text apart', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.nat(), (text, first, second) => {
        const [a, b] = [first % (text.length + 1), second % (text.length + 1)];
        fc.pre(a !== b);
        const split = (at: number): string[] => [text.slice(0, at), text.slice(at)];
        expect(digest(split(a))).not.toBe(digest(split(b)));
      }),
    );
  });

  it('cannot be fooled by a part that looks like a length prefix', () => {
    expect(digest(['a;1:b'])).not.toBe(digest(['a', 'b']));
  });
});
