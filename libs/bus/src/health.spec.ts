import { describe, expect, it } from 'vitest';
import { PartHealth } from './health.js';

describe('PartHealth', () => {
  it('reports the worst part of a shared listener', () => {
    const heard: (readonly [string, string | undefined])[] = [];
    const listener = (state: string, detail?: string): void => void heard.push([state, detail]);
    const [consumer, producer] = [
      new PartHealth(listener, 'consumer'),
      new PartHealth(listener, 'producer'),
    ];
    consumer.set('down', 'no broker');
    producer.set('ok');
    consumer.set('ok');
    expect(heard).toEqual([
      ['down', 'consumer: no broker'],
      ['down', 'consumer: no broker'],
      ['ok', undefined],
    ]);
  });
});
