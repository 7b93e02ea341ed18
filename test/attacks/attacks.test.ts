import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackPrograms } from './programs.ts';
import { Session } from './session.ts';
import { ATTACKS, TWINS } from './table.ts';

/** The table on this kernel; `test/kernels` plays it with the other backends. */
describe('attacks seen by the syscall backend', () => {
  let session: Session;
  beforeAll(async () => {
    const programs = await attackPrograms();
    session = await Session.open('syscall', { programs, attacks: ATTACKS, twins: TWINS });
  });
  afterAll(async () => {
    await session.close();
  });

  it.each(ATTACKS.map((attack) => [attack.id, attack] as const))('%s', async (_id, attack) => {
    const { outcome, detail, events } = await session.attack(attack);
    expect(['seen', 'cannot', 'skipped'], `${detail}\n${JSON.stringify(events)}`).toContain(
      outcome,
    );
  });

  it.each(TWINS.map((twin) => [twin.id, twin] as const))('%s', async (_id, twin) => {
    const { outcome, detail, events } = await session.twin(twin);
    expect(['quiet', 'skipped'], `${detail}\n${JSON.stringify(events)}`).toContain(outcome);
  });
});

describe('the attack table', () => {
  it('has an id for each row', () => {
    const ids = [...ATTACKS, ...TWINS].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has at least 48 attacks and 14 benign twins', () => {
    expect(ATTACKS.length).toBeGreaterThanOrEqual(48);
    expect(TWINS.length).toBeGreaterThanOrEqual(14);
  });
});
