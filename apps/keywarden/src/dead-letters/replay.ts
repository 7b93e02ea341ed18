import { createInterface } from 'node:readline/promises';
import { KafkaPublisher, type KafkaOptions } from '@keywarden/bus';
import { KeywardenError } from '@keywarden/contracts';
import { EXIT_CODES } from '../exit-codes.js';
import type { ReplayLettersOptions } from '../commands/dead-letters-replay.js';
import { parseSince } from './filter.js';
import type { Letter } from './letter.js';
import { placesOf } from './places.js';
import { renderList } from './render.js';
import { refuseForeign, Replayer } from './replayer.js';
import { print, withKafka } from './session.js';
import { fetchLetters, survey, withReplays, type ListedLetter } from './survey.js';

/** Publishes letters to where they came from, once each unless told otherwise. */
export function replayLetters(options: ReplayLettersOptions): Promise<number> {
  return withKafka(options.config, async (kafka) => {
    const chosen = await choose(kafka, options);
    const again = chosen.filter(({ replayed }) => replayed !== undefined);
    const letters = options.again ? chosen : chosen.filter((letter) => !again.includes(letter));
    if (again.length > 0 && !options.again) {
      const count = String(again.length);
      process.stderr.write(`${count} of them replayed before, left out: --again takes them too.\n`);
    }
    for (const letter of letters) refuseForeign(letter);
    if (options['dry-run'] || letters.length === 0) {
      await print(renderList({ letters, matching: letters.length }));
      return EXIT_CODES.ok;
    }
    await agree(letters.length, options.yes);
    const done = await publish(kafka, letters);
    await print(`Replayed ${String(done)} dead letter(s).\n`);
    return EXIT_CODES.ok;
  });
}

async function choose(kafka: KafkaOptions, options: ReplayLettersOptions): Promise<ListedLetter[]> {
  const { since, limit, sink, code, alert } = options;
  if (options.letters.length > 0) {
    const letters: Letter[] = [];
    await fetchLetters(kafka, placesOf(options.letters), (letter) => {
      letters.push(letter);
    });
    return withReplays(kafka, letters);
  }
  if ([since, sink, code, alert].every((value) => value === undefined)) {
    throw new KeywardenError('KW_USAGE', 'name letters, or say which by a filter such as --sink');
  }
  const sinceMs = since === undefined ? undefined : parseSince(since, Date.now());
  const found = await survey(kafka, { sinceMs, limit, sink, code, alert });
  return found.letters;
}

/** Asks before more than one letter goes out. */
async function agree(count: number, yes: boolean): Promise<void> {
  if (yes || count === 1) return;
  if (!process.stdin.isTTY) {
    throw new KeywardenError('KW_USAGE', `${String(count)} letters: say --yes, or see --dry-run`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Replay ${String(count)} dead letters? [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new KeywardenError('KW_USAGE', 'nothing was replayed');
}

/** @returns how many Kafka has acknowledged */
async function publish(kafka: KafkaOptions, letters: readonly Letter[]): Promise<number> {
  const publisher = new KafkaPublisher(kafka);
  const replayer = new Replayer(publisher);
  try {
    await fetchLetters(kafka, placesOf(letters.map(({ ref }) => ref)), (letter, message) =>
      replayer.add(letter, message),
    );
    await replayer.flush();
    return replayer.done;
  } finally {
    await publisher.close();
  }
}
