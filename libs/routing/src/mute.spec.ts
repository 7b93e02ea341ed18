import { anAlert, aRoute } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { inhibitorOf, sourcesOf, type InhibitRule } from './inhibit.js';
import { parseMatcher, type Matcher } from './matchers.js';
import { mutedBy } from './mute.js';
import { silenceState, type Silence } from './silence.js';

function matcher(source: string): Matcher {
  const parsed = parseMatcher(source);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
}

const rule: InhibitRule = {
  name: 'storm',
  source: [matcher('signature = KW-STORM')],
  target: [matcher('risk < 95')],
  equal: ['node', 'pod'],
};
const { signature } = anAlert();
const storm = anAlert({
  id: 'storm',
  incident_id: 'storm',
  risk_score: 90,
  signature: { ...signature, id: 'KW-STORM' },
});
const other = anAlert({ risk_score: 60 });
const silence: Silence = {
  id: 's',
  matchers: ['risk >= 0'],
  author: 'alice',
  reason: 'drill',
  created_at: '1970-01-01T00:00:00.000Z',
  starts_at: '1970-01-01T00:00:00.100Z',
  ends_at: '1970-01-01T00:00:00.200Z',
};
const always = [{ times: [], weekdays: [], daysOfMonth: [], months: [], years: [], zone: 'UTC' }];

describe('inhibition', () => {
  it('makes a source of what a rule names, with the labels that count', () => {
    expect(sourcesOf([rule], other, 100)).toEqual([]);
    const sources = sourcesOf([rule], storm, 100);
    expect(sources).toMatchObject([
      { rule: 'storm', equal: { node: ['node-1'], pod: [] }, risk: 90, alert_id: 'storm' },
    ]);
    expect(inhibitorOf([rule], sources, other, 99)).toEqual(sources[0]);
    expect(inhibitorOf([rule], sources, other, 100)).toBeUndefined();
  });

  it('never goes from a lower alert to a graver one, whatever the rules say', () => {
    const everything = { ...rule, source: [], target: [], equal: [] };
    const graver = anAlert({ risk_score: 95, incident_id: 'graver' });
    const sources = sourcesOf([everything], other, 1_000);
    expect(inhibitorOf([everything], sources, graver, 0)).toBeUndefined();
  });

  it('mutes nothing that its rule does not name', () => {
    const sources = [{ ...sourcesOf([rule], storm, 100)[0], risk: 100 }] as Parameters<
      typeof inhibitorOf
    >[1];
    const target = anAlert({ risk_score: 95, incident_id: 'target' });
    expect(inhibitorOf([rule], sources, target, 0)).toBeUndefined();
  });
});

describe('silenceState', () => {
  it('is pending, active and expired to the ms', () => {
    const states = [99, 100, 199, 200].map((nowMs) => silenceState(silence, nowMs));
    expect(states).toEqual(['pending', 'active', 'active', 'expired']);
  });
});

describe('mutedBy', () => {
  const route = aRoute(['r'], { muteTimeIntervals: ['always'] });
  const mutes = {
    silences: [silence],
    inhibitRules: [rule],
    inhibitSources: sourcesOf([rule], storm, 1_000),
    timeIntervals: new Map([['always', always]]),
  };

  it('names the first stage that mutes: inhibition, silence, time', () => {
    expect(mutedBy(other, route, mutes, 100)?.stage).toBe('inhibited');
    expect(mutedBy(other, route, { ...mutes, inhibitSources: [] }, 100)).toEqual({
      stage: 'silenced',
      detail: 'silence s by alice: drill',
    });
    expect(mutedBy(other, route, { ...mutes, inhibitSources: [] }, 200)).toEqual({
      stage: 'time-interval',
      detail: 'within always',
    });
    expect(mutedBy(other, aRoute(['r']), { ...mutes, inhibitSources: [] }, 200)).toBeUndefined();
  });
});
