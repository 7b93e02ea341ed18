import { parseAlert, parseKernelEvent } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { anAlert } from './alert.js';
import { aForkEvent, anExecEvent, anExitEvent, anOpenEvent, aRenameEvent } from './events.js';
import { FakeClock } from './fakes.js';

describe('builders', () => {
  it.each([anOpenEvent(), aRenameEvent(), aForkEvent(), anExecEvent(), anExitEvent()])(
    'make events that the parser takes unchanged: $name',
    (event) => {
      expect(parseKernelEvent(JSON.stringify(event))).toEqual(event);
    },
  );

  it('make alerts that the parser takes unchanged, with overrides in place', () => {
    const event = anOpenEvent({ seq: 7, data: { pathname: '/x' }, process: { comm: 'dd' } });
    const alert = anAlert({ event, risk_score: 3 });
    expect(parseAlert(JSON.stringify(alert))).toEqual(alert);
    expect(alert.event).toMatchObject({ seq: 7, data: { pathname: '/x' }, process: { pid: 4242 } });
    expect(alert.id).not.toBe(anAlert().id);
  });
});

describe('FakeClock', () => {
  it('moves only when told', () => {
    const clock = new FakeClock();
    clock.advance(1_500);
    expect(clock.now().toISOString()).toBe('2026-11-24T04:00:01.500Z');
    expect(clock.unixNanos() % 1_000_000_000n).toBe(500_000_000n);
  });
});
