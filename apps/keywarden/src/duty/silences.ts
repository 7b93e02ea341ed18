import { randomUUID } from 'node:crypto';
import { KeywardenError } from '@keywarden/contracts';
import { isOutlived, silenceState, type Silence, type SilenceChange } from '@keywarden/routing';
import { atDesk } from './desk.js';
import { showTime } from './instant.js';
import { makeSilence, type SilenceRequest } from './make-silence.js';
import type { ByOptions, DutyOptions, LimitOptions } from './options.js';
import { jsonLines, table } from './table.js';

/** Creates a silence and shows it. */
export function addSilence(options: DutyOptions & SilenceRequest): Promise<number> {
  // Before Redis is asked, so that a wrong command line is told at once.
  const nowMs = Date.now();
  const silence = makeSilence(options, { id: randomUUID().slice(0, 8), nowMs });
  return atDesk(options, async ({ duty }) => {
    const { author, created_at } = silence;
    await duty.putSilence({ time: created_at, action: 'created', by: author, silence });
    return options.output === 'json' ? jsonLines([stateOf(silence)]) : silenceTable([silence]);
  });
}

/** Shows silences, the one that ends first on top. */
export function listSilences(options: DutyOptions & { all: boolean }): Promise<number> {
  return atDesk(options, async ({ duty, config }) => {
    const nowMs = Date.now();
    const retentionMs = config.notifier.silence_retention_s * 1_000;
    const shown = (await duty.silences())
      // A notifier to which nothing comes has not taken them out yet.
      .filter((silence) => !isOutlived(silence, nowMs, retentionMs))
      .filter((silence) => options.all || silenceState(silence, nowMs) !== 'expired')
      .toSorted((a, b) => Date.parse(a.ends_at) - Date.parse(b.ends_at));
    if (options.output === 'json') return jsonLines(shown.map(stateOf));
    return shown.length === 0 ? 'No silences.\n' : silenceTable(shown);
  });
}

/** Ends a silence before its time. */
export function endSilence(options: DutyOptions & ByOptions & { id: string }): Promise<number> {
  return atDesk(options, async ({ duty }) => {
    const { id, by } = options;
    const known = (await duty.silences()).find((silence) => silence.id === id);
    if (known === undefined)
      throw usage(`there is no silence "${id}"; see "keywarden silence list"`);
    if (silenceState(known, Date.now()) === 'expired') {
      throw usage(`silence ${id} ended at ${showTime(known.ended?.at ?? known.ends_at)} already`);
    }
    const at = new Date().toISOString();
    const silence: Silence = { ...known, ended: { by, at } };
    await duty.putSilence({ time: at, action: 'ended', by, silence });
    return options.output === 'json' ? jsonLines([stateOf(silence)]) : silenceTable([silence]);
  });
}

/** Shows who silenced what and who ended it, latest first. */
export function auditSilences(options: DutyOptions & LimitOptions): Promise<number> {
  return atDesk(options, async ({ duty }) => {
    const changes = await duty.silenceChanges(options.limit);
    if (options.output === 'json') return jsonLines(changes);
    if (changes.length === 0) return 'No silence was ever created.\n';
    return table(
      ['TIME', 'ACTION', 'BY', 'ID', 'FROM', 'UNTIL', 'MATCHERS', 'REASON'],
      changes.map(changeRow),
    );
  });
}

function changeRow({ time, action, by, silence }: SilenceChange): string[] {
  const { id, starts_at, ends_at, matchers, reason } = silence;
  const span = [showTime(starts_at), showTime(ends_at)];
  return [showTime(time), action, by, id, ...span, matchers.join(', '), reason];
}

function silenceTable(silences: readonly Silence[]): string {
  const nowMs = Date.now();
  const rows = silences.map((silence) => {
    const { id, ends_at, ended, author, matchers, reason } = silence;
    const until = showTime(ended?.at ?? ends_at);
    return [id, silenceState(silence, nowMs), until, author, matchers.join(', '), reason];
  });
  return table(['ID', 'STATE', 'UNTIL', 'AUTHOR', 'MATCHERS', 'REASON'], rows);
}

function stateOf(silence: Silence): object {
  return { ...silence, state: silenceState(silence, Date.now()) };
}

function usage(message: string): KeywardenError {
  return new KeywardenError('KW_USAGE', message);
}
