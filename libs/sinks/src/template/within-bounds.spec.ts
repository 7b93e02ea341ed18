import { anAlert, aNotification } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { Template } from './template.js';
import { renderWithin } from './within-bounds.js';

const LIST = '{"left": {{ left_out }}, "worst": "{{ alert.id }}", "all": {{ alerts | json }}}';

interface Rendered {
  left: number;
  worst: string;
  all: { id: string; title: string }[];
}

function render(alerts: ReturnType<typeof anAlert>[], text = LIST): Rendered {
  const template = new Template({ text, where: 'test', target: 'json' });
  const [first, ...more] = alerts;
  const notification = aNotification({ alerts: [first!, ...more] });
  return JSON.parse(renderWithin(template, notification)) as Rendered;
}

function sized(id: string, risk_score: number, length: number): ReturnType<typeof anAlert> {
  return anAlert({ id, risk_score, title: 'x'.repeat(length) });
}

describe('renderWithin', () => {
  it('leaves a notification that fits as it is', () => {
    const alerts = [sized('a', 10, 100), sized('b', 90, 100)];
    expect(render(alerts)).toEqual({ left: 0, worst: 'b', all: alerts });
  });

  it('leaves out the less grave half, and keeps the order', () => {
    const alerts = [40, 95, 10, 95, 60].map((risk, at) => sized(String(at), risk, 100_000));
    const { left, worst, all } = render(alerts);
    expect({ left, worst, all: all.map(({ id }) => id) }).toEqual({
      left: 3,
      worst: '1',
      all: ['1', '3'],
    });
  });

  it('cuts the texts of the gravest when it is too long by itself', () => {
    const { left, all } = render([sized('a', 10, 5), sized('b', 90, 300_000)]);
    expect(left).toBe(1);
    expect(all.map(({ id }) => id)).toEqual(['b']);
    expect(all[0]?.title).toBe(`${'x'.repeat(4_095)}…`);
  });

  it('says which bound was exceeded when nothing fits', () => {
    const endless = '{% for i in (1..100000) %}{{ alert.id }}{% endfor %}';
    const template = new Template({
      // The samples that are tried at start have a lower score.
      text: `{% if alert.risk_score > 1 %}${endless}{% endif %}`,
      where: 'test',
      target: 'none',
    });
    const notification = aNotification({ alerts: [anAlert({ risk_score: 90 })] });
    expect(() => renderWithin(template, notification)).toThrow(/limit|longer/);
  });
});
