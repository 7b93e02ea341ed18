import type { Notification } from '@keywarden/routing';
import { anAlert, aNotification, anOpenEvent } from '@keywarden/testing';
import fc from 'fast-check';

/** What an attacker would try in a path, a name or an argument. */
const ATTACKS = [
  '<!channel>',
  '<!here|here>',
  '<@U012AB3CD>',
  '<#C024BE7LR>',
  '<https://evil.example|https://bank.example>',
  '@everyone @here @channel @all',
  '<@&165511591545143296> <@!80351110224678912>',
  '[bank](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '<at>Alice</at>',
  '{{DATE(2017-02-14T06:08:39Z, SHORT)}}',
  '{{ alert.id }}{% raw %}',
  '${7*7}',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "';--",
  '\r\nBcc: victim@corp.example\r\n\r\nbody',
  '\n.\r\nQUIT\r\n',
  '=?utf-8?q?=0d=0aBcc:x@y?=',
  '\u001b[2J\u001b]0;owned\u0007',
  '\u202egnp.exe',
  '\ud800',
  '\udc00x',
  '\u0000',
  '```\n# heading\n```',
  '> quote\n- list\n|a|b|',
  '__proto__',
  'constructor',
  '\\',
  '"',
  '&lt;&amp;',
  ':smile: ~channel #tag',
  '😀'.repeat(50),
];

const hostileText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ATTACKS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...ATTACKS), fc.integer({ min: 100, max: 9_000 }))
      .map(([text, length]) => text.repeat(Math.ceil(length / text.length))),
  },
  {
    weight: 1,
    arbitrary: fc.array(fc.constantFrom(...ATTACKS), { maxLength: 6 }).map((all) => all.join('')),
  },
);

const hostileAlert = fc
  .record({
    title: hostileText,
    description: hostileText,
    path: hostileText,
    comm: hostileText,
    exe: hostileText,
    user: hostileText,
    namespace: hostileText,
    pod: hostileText,
    container: hostileText,
    image: hostileText,
    node: hostileText,
    incident_id: hostileText.filter((text) => text !== ''),
    id: hostileText,
    evasions: fc.array(hostileText, { maxLength: 5 }),
    mitigations: fc.array(fc.record({ control: hostileText, command: hostileText }), {
      maxLength: 30,
    }),
    risk_score: fc.integer({ min: 0, max: 100 }),
  })
  .map((texts) => {
    const { path, comm, exe, user, namespace, pod, container, image, node, ...rest } = texts;
    const plain = anAlert();
    return anAlert({
      ...rest,
      event: anOpenEvent({
        node,
        process: {
          comm,
          login_user: user,
          pod: { namespace, name: pod },
          container: { id: container, name: container, image },
        },
      }),
      credential: { ...plain.credential, canonical_path: path, distribution: path },
      lineage: [{ pid: 1, start_time: 1, comm, exe: { path: exe } }],
      signature: { ...plain.signature, name: comm },
    });
  });

/** A notification in which every text is chosen by an attacker. */
export const hostileNotification: fc.Arbitrary<Notification> = fc
  .record({
    alerts: fc.array(hostileAlert, { minLength: 1, maxLength: 4 }),
    reason: fc.constantFrom('alert', 'repeat', 'escalation', 'unmuted', 'test'),
    resolved: fc.boolean(),
    by: hostileText,
    why: hostileText,
    counts: fc.nat(),
  })
  .map(({ alerts, reason, resolved, by, why, counts }) => {
    const [first, ...more] = alerts;
    if (first === undefined) throw new Error('there is always an alert');
    return aNotification({
      alerts: [first, ...more],
      status: resolved ? 'resolved' : 'firing',
      reason: resolved ? 'resolved' : reason,
      told_before: counts,
      muted: counts,
      ...(resolved ? { resolution: { by, reason: why, time: '2026-11-24T04:04:00Z' } } : {}),
    });
  });
