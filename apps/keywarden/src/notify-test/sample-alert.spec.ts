import { parseAlert } from '@keywarden/contracts';
import { expect, it } from 'vitest';
import { sampleAlert, SEVERITIES } from './sample-alert.js';

it.each(SEVERITIES.map((severity, rank) => [severity, rank] as const))(
  'makes an alert of severity %s that the schema takes, and that says what it is',
  (severity, rank) => {
    const alert = sampleAlert(severity, 'id', '2026-11-24T04:00:00.000Z');
    expect(parseAlert(Buffer.from(JSON.stringify(alert)))).toEqual(alert);
    expect(alert.signature.severity).toBe(rank);
    expect(alert.title).toMatch(/^TEST: /);
    expect(alert.risk_factors.reduce((sum, { points }) => sum + points, 0)).toBe(alert.risk_score);
  },
);
