import { KeywardenError } from '@keywarden/contracts';
import { anAlert, aNotification } from '@keywarden/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ESCAPES, cutEscaped, escapeFor, fit, type Escape } from './escape.js';
import { refuseNonJson, Template } from './template.js';
import { TextWriter } from './texts.js';
import { variablesOf } from './variables.js';
import { summarise } from '../shared/summary.js';

const where = 'notifier.sinks "soc": body_template';
const template = (text: string, target: Escape = 'none') => new Template({ text, where, target });
const render = (text: string, target: Escape = 'none', title = 'a <b> & "c"') =>
  template(text, target).render(variablesOf(aNotification({ alerts: [anAlert({ title })] })));

function refusalOf(make: () => unknown): KeywardenError {
  try {
    make();
  } catch (error) {
    if (error instanceof KeywardenError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a template', () => {
  it('shows variables, loops and conditions', () => {
    expect(
      render(
        '{% for a in alerts %}{{ forloop.index }}. {{ a.credential.canonical_path }}{% endfor %}' +
          '{% if alert.event.process.pod.name %} in a pod{% else %} on {{ alert.event.node }}{% endif %}',
      ),
    ).toBe('1. /etc/kubernetes/pki/ca.key on node-1');
    expect(render('{{ notification.time | date: "%H:%M" }} {{ alert.title | truncate: 4 }}')).toBe(
      '04:00 a <…',
    );
    expect(render('{{ alert.event.process.pod.name }}|{{ alert.evasions | size }}')).toBe('|0');
  });

  it('escapes values for what they are put into, and its own text not', () => {
    expect(render('<i>{{ alert.title }}</i>', 'html')).toBe(
      '<i>a &lt;b&gt; &amp; &quot;c&quot;</i>',
    );
    expect(render('*{{ alert.title }}*', 'mrkdwn')).toBe('*a &lt;b&gt; &amp; "c"*');
    expect(render('"{{ alert.title }}"', 'json')).toBe('"a <b> & \\"c\\""');
    expect(render('{{ alert.title | json }}', 'json')).toBe('"a <b> & \\"c\\""');
    expect(render('x/{{ alert.title }}', 'url')).toBe('x/a%20%3Cb%3E%20%26%20%22c%22');
    expect(render('{{ alert.title }}', 'none', '{{ alert.id }}')).toBe('{{ alert.id }}');
  });

  it.each([
    ['{{ alert.titel }}', 'line 1, column 4', '"alert.titel": there is no "titel"; known here: '],
    ['a\n {{ alrt.title }}', 'line 2, column 5', 'there is no "alrt"; known here: alert, alerts'],
    ['{% for a in alerts %}\n{{ a.titel }}{% endfor %}', 'line 2, column 4', 'no "titel"'],
    ['{% for a in alerts %}{% endfor %}{{ a.title }}', 'line 1', 'there is no "a"'],
    ['{% for a in alert %}{% endfor %}', 'line 1', '"alert" is not a list'],
    ['{% if alert.risk > 3 %}x{% endif %}', 'line 1', 'there is no "risk"'],
    ['{{ alert.title | truncate: alert.x }}', 'line 1', 'there is no "x"'],
    ['{{ alert.title.more }}', 'line 1', 'there is no "more"'],
    ['{{ alert[alert.id] }}', 'line 1', 'a name must be written out'],
    ['{{ alert.title | shout }}', 'line 1', 'undefined filter: shout'],
    ['\n\n{% include "/etc/passwd" %}', 'line 3, column 1', 'tag "include" not found'],
    ['{% render "x" %}', 'line 1', 'tag "render" not found'],
    ['{% if alert %}', 'line 1', 'not closed'],
    ['{{ alert.title | raw }}', 'line 1', 'undefined filter: raw'],
    ['{{ alert.title | truncate: "x" }}', 'line 1', 'truncate needs a number'],
    ['{{ alert.constructor }}', 'line 1', 'there is no "constructor"'],
    ['{{ alert.__proto__ }}', 'line 1', 'there is no "__proto__"'],
  ])('is refused at start: %s', (text, place, message) => {
    const error = refusalOf(() => template(text));
    expect(error.code).toBe('KW_CONFIG_INVALID');
    expect(error.where).toContain(`${where}, ${place}`);
    expect(error.message).toContain(message);
  });

  it('is bounded in length and time', () => {
    expect(refusalOf(() => template('x'.repeat(20_000))).message).toContain('16384');
    const loops = '{% for a in (1..3000) %}{% for b in (1..3000) %}xxxx{% endfor %}{% endfor %}';
    expect(refusalOf(() => template(loops)).message).toMatch(/limit|longer/);
  });

  it('that must make JSON is tried with hostile texts', () => {
    const json = (text: string) =>
      new Template({ text, where, target: 'json', refuse: refuseNonJson });
    expect(() => json('{"title": "{{ alert.title }}", "all": {{ alerts | json }}}')).not.toThrow();
    expect(refusalOf(() => json('{"title": {{ alert.title }}}')).message).toContain('JSON');
    expect(refusalOf(() => json("{'a': 1}")).message).toContain('JSON');
  });
});

describe('the texts of a sink', () => {
  const bounds = { title: 20, body: 30 };
  const write = (config: object, title = 'a title') => {
    const notification = aNotification({ alerts: [anAlert({ title })] });
    const targets = { title: 'mrkdwn', body: 'mrkdwn' } as const;
    return new TextWriter(config, 'w', targets).write(
      notification,
      summarise(notification),
      bounds,
    );
  };

  it('come from the alert unless there is a template, and keep the bounds', () => {
    expect(write({})).toEqual({ title: 'a title', body: 'cat (pid 4242) opened /etc/ku…' });
    expect(write({ title_template: 'T {{ alert.title }}', body_template: 'B' })).toEqual({
      title: 'T a title',
      body: 'B',
    });
    expect(write({ title_template: '{{ alert.title }}' }, '<<<<<<<<<<').title).toBe(
      '&lt;&lt;&lt;&lt;…',
    );
  });

  it('have a link of which an alert cannot choose the place', () => {
    const link_template = 'https://soc.example/i/{{ alert.title }}?x=1';
    expect(write({ link_template }, '../@evil.example/').link).toBe(
      'https://soc.example/i/..%2F%40evil.example%2F?x=1',
    );
    expect(refusalOf(() => write({ link_template: 'https://{{ alert.nope }}/' })).where).toBe(
      'w: link_template, line 1, column 12',
    );
  });

  it('fall back to the default when a template yields nothing', () => {
    expect(write({ title_template: ' {% if alert.trace_id == "" %}x{% endif %}' }).title).toBe(
      'a title',
    );
  });
});

/** What HTML, mrkdwn and Markdown give a meaning to, and a little of what they do not. */
const SPECIAL = Array.from('<>&@*_`[](){}~|\\#: a!"\'');

describe('escaping', () => {
  const hostile = fc.string({ unit: 'binary', maxLength: 60 });

  it('fits any text into any bound and cuts between characters', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ESCAPES),
        hostile,
        fc.integer({ min: 1, max: 80 }),
        (t, s, n) => {
          const out = fit(t, s, n);
          expect(out.length).toBeLessThanOrEqual(n);
          if (out.endsWith('…') && t !== 'json') expect(out.isWellFormed()).toBe(true);
          expect(cutEscaped(t, escapeFor(t, s), n).length).toBeLessThanOrEqual(n);
        },
      ),
    );
  });

  it('of JSON and URLs gives back the exact text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(JSON.parse(`"${escapeFor('json', text)}"`)).toBe(text);
        expect(decodeURIComponent(escapeFor('url', text))).toBe(text.toWellFormed());
      }),
    );
  });

  it('leaves no special character of HTML, mrkdwn and Markdown', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...SPECIAL) }), (text) => {
        expect(escapeFor('html', text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
        expect(escapeFor('mrkdwn', text)).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
        const plain = escapeFor('markdown', text).replace(/\\([!-/:-@[-`{-~])/g, '');
        expect(plain).toMatch(/^[a ]*$/);
        expect(escapeFor('mattermost', text)).not.toMatch(/@(?!\u200b)/);
      }),
    );
  });
});
