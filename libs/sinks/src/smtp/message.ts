import { createHash } from 'node:crypto';
import type { Notification } from '@keywarden/routing';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Summary } from '../shared/summary.js';
import { escapeFor } from '../template/escape.js';
import type { TextBounds, Texts } from '../template/texts.js';
import { mailHtml } from './html.js';

export const SMTP_BOUNDS: TextBounds = { title: 200, body: 20_000 };

export interface Addresses {
  from: string;
  fromName: string;
  to: readonly string[];
}

/**
 * A mail as it goes over the wire; the texts are written for `none`. The same notification always has
 * the same Message-ID, and all of an incident refer to one id, by which mail programs make a thread.
 */
export function mailMessage(
  notification: Notification,
  summary: Summary,
  texts: Texts,
  { from, fromName, to }: Addresses,
): Promise<Buffer> {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const thread = `<incident.${wordOf(notification.incident_id)}@${domain}>`;
  const mail = new MailComposer({
    from: { name: fromName, address: from },
    to: to.map((address) => ({ name: '', address })),
    subject: `[${summary.urgency}] ${escapeFor('none', texts.title)}`,
    messageId: `<${wordOf(notification.id)}@${domain}>`,
    inReplyTo: thread,
    references: [thread],
    date: dateOf(notification.time),
    text: mailText(summary, texts),
    html: mailHtml(summary, texts),
    // RFC 3834 section 5, and the same for Exchange: no holiday notes in return.
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Keywarden-Notification': wordOf(notification.id),
      'X-Keywarden-Status': notification.status,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}

function mailText(summary: Summary, { title, body, link }: Texts): string {
  const lines = (facts: Summary['facts']): string[] =>
    facts.map(({ label, value }) => `${escapeFor('none', label)}: ${escapeFor('none', value)}`);
  const actions = summary.actions.length === 0 ? [] : ['', 'What to do', ...lines(summary.actions)];
  const address = link === undefined ? [] : ['', link];
  return [title, '', body, ...address, '', ...lines(summary.facts), ...actions, ''].join('\n');
}

/** An id as it may stand in a header: as it is where that is plain, else its hash. */
function wordOf(id: string): string {
  if (/^[A-Za-z0-9-]{1,128}$/.test(id)) return id;
  return createHash('sha256').update(id).digest('hex');
}

function dateOf(time: string): Date {
  const ms = Date.parse(time);
  return new Date(Number.isNaN(ms) ? 0 : ms);
}
