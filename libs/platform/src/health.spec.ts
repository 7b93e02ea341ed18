import { describe, expect, it } from 'vitest';
import { Health } from './health.js';

describe('Health', () => {
  it('is as bad as its worst component', () => {
    const health = new Health();
    expect(health.report().state).toBe('ok');
    health.set('redis', 'ok');
    health.set('kafka', 'degraded', 'slow');
    expect(health.report().state).toBe('degraded');
    health.set('redis', 'down', 'refused');
    expect(health.report()).toEqual({
      state: 'down',
      components: {
        redis: { state: 'down', detail: 'refused' },
        kafka: { state: 'degraded', detail: 'slow' },
      },
    });
  });

  it('tells listeners of changes only', () => {
    const health = new Health();
    const heard: string[] = [];
    health.onChange((component, { state }) => heard.push(`${component} ${state}`));
    health.set('kafka', 'down');
    const kafka = health.reporter('kafka');
    kafka('down', 'still');
    kafka('ok');
    expect(heard).toEqual(['kafka down', 'kafka ok']);
  });
});
