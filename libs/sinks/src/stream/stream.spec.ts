import { notificationOf, type DeliveryResult, type Notifications } from '@keywarden/routing';
import { anAlert } from '@keywarden/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertOf } from './alert-of.js';
import { bisect } from './bisect.js';
import { hide } from './hide.js';

describe('hide', () => {
  it('lets no secret through, nor the beginning of one at which a text was cut', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8, maxLength: 40 }).filter((secret) => !secret.includes('*')),
        fc.string(),
        fc.string(),
        (secret, before, after) => {
          const reason = `${before}${secret}${after}`;
          const [result] = hide([secret, undefined, ''], [{ outcome: 'retry', reason }]);
          expect(JSON.stringify(result)).not.toContain(JSON.stringify(secret).slice(1, -1));
        },
      ),
    );
    const [cut] = hide(['abcdefgh'], [{ outcome: 'rejected', reason: 'HTTP 400: token abcdef' }]);
    expect(cut).toEqual({ outcome: 'rejected', reason: 'HTTP 400: token ***' });
  });

  it('keeps results as they are otherwise, and bounds them', () => {
    const results: DeliveryResult[] = [
      { outcome: 'delivered' },
      { outcome: 'retry', reason: 'busy', retryAfterMs: 7 },
      { outcome: 'delivered', answer: 'x'.repeat(1_000) },
    ];
    expect(hide(['secret'], results)).toEqual([
      results[0],
      results[1],
      { outcome: 'delivered', answer: 'x'.repeat(300) },
    ]);
  });
});

describe('bisect', () => {
  it('finds each notification at fault, and has one result for each in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async (bad) => {
        const all = bad.map((isBad, at) => {
          const id = `${isBad ? 'bad' : 'good'}-${String(at)}`;
          return notificationOf(anAlert({ id }), 'now');
        });
        const results = await bisect(all as unknown as Notifications, (part) => {
          const isRefused = part.some(({ id }) => id.startsWith('bad'));
          return Promise.resolve(
            isRefused
              ? { refused: { outcome: 'rejected', reason: 'no' } }
              : { results: part.map(({ id }) => ({ outcome: 'delivered', answer: id })) },
          );
        });
        expect(results).toEqual(
          all.map(({ id }) =>
            id.startsWith('bad')
              ? { outcome: 'rejected', reason: 'no' }
              : { outcome: 'delivered', answer: id },
          ),
        );
      }),
    );
  });

  it('holds back what would overtake an alert of its incident, and nothing else', async () => {
    const all = ['a1', 'b1', 'a2', 'b2', 'c1'].map((id) =>
      notificationOf(anAlert({ id, incident_id: id.slice(0, 1) }), 'now'),
    );
    const sent: string[] = [];
    const results = await bisect(all as unknown as Notifications, (part) => {
      if (part.length > 1) return Promise.resolve({ refused: { outcome: 'rejected', reason: '' } });
      const [{ id }] = part;
      sent.push(id);
      const result = id === 'a1' ? { outcome: 'retry', reason: 'busy' } : { outcome: 'delivered' };
      return Promise.resolve({ results: [result as DeliveryResult] });
    });
    expect(sent).toEqual(['a1', 'b1', 'b2', 'c1']);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'retry',
      'delivered',
      'retry',
      'delivered',
      'delivered',
    ]);
  });
});

describe('alertOf', () => {
  it('marks the alert of a test once, and leaves others alone', () => {
    const alert = anAlert();
    const notification = notificationOf(alert, alert.time);
    expect(alertOf(notification)).toBe(alert);
    const marked = alertOf({ ...notification, reason: 'test' });
    expect(marked.title).toBe(`TEST: ${alert.title}`);
    expect(marked.description).toBe(`TEST: ${alert.description}`);
    const again = { ...notification, reason: 'test' as const, alerts: [marked] as const };
    expect(alertOf(again)).toBe(marked);
  });
});
