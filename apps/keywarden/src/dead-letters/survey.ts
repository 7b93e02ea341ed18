import { rangesOf, scan, type IncomingMessage, type KafkaOptions } from '@keywarden/bus';
import { KeywardenError, TOPICS } from '@keywarden/contracts';
import { read, type Letter } from './letter.js';
import { matches, type Filter } from './filter.js';

const GROUP_PREFIX = 'keywarden-dead-letters';
const topic = TOPICS.deadLetters;

/** A letter, and when it was replayed last, RFC 3339. */
export type ListedLetter = Letter & { replayed: string | undefined };

export interface Survey {
  /** The newest that match, oldest first. */
  letters: ListedLetter[];
  /** How many match, those above the limit included. */
  matching: number;
}

export interface SurveyRequest extends Filter {
  /** Ms since the epoch; absent: everything that Kafka still has. */
  sinceMs: number | undefined;
  limit: number;
}

/**
 * Reads the dead letter topic once, from `sinceMs` to what it holds now; keeps no bytes of letters.
 *
 * @throws KeywardenError `KW_BUS_UNREACHABLE`
 */
export async function survey(kafka: KafkaOptions, request: SurveyRequest): Promise<Survey> {
  const kept = new Newest(request.limit);
  const replayed = new Map<string, number>();
  let matching = 0;
  const ranges = await rangesOf(kafka, topic, request.sinceMs);
  await scan(kafka, {
    topic,
    ranges,
    groupPrefix: GROUP_PREFIX,
    onMessage: (message) => {
      const found = read(message);
      if (found.kind === 'marker') replayed.set(found.ref, found.timeMs);
      if (found.kind !== 'letter' || !matches(found.letter, request)) return;
      matching += 1;
      kept.add(found.letter);
    },
  });
  const letters = kept
    .inOrder()
    .map((letter) => ({ ...letter, replayed: timeOf(replayed, letter) }));
  return { letters, matching };
}

/**
 * When each of these letters was replayed; a marker is never older than its letter.
 *
 * @throws KeywardenError `KW_BUS_UNREACHABLE`
 */
export async function withReplays(
  kafka: KafkaOptions,
  letters: readonly Letter[],
): Promise<ListedLetter[]> {
  const sinceMs = Math.min(...letters.map(({ time }) => Date.parse(time)));
  const replayed = new Map<string, number>();
  await scan(kafka, {
    topic,
    ranges: await rangesOf(kafka, topic, Number.isNaN(sinceMs) ? undefined : sinceMs),
    groupPrefix: GROUP_PREFIX,
    onMessage: (message) => {
      const found = read(message);
      if (found.kind === 'marker') replayed.set(found.ref, found.timeMs);
    },
  });
  return letters.map((letter) => ({ ...letter, replayed: timeOf(replayed, letter) }));
}

/** A place in the dead letter topic. */
export interface Place {
  partition: number;
  offset: bigint;
}

/**
 * Reads the letters at these places, with their bytes, one after the other.
 *
 * @throws KeywardenError `KW_USAGE` for a place that holds no letter (any more), before the first is
 *   handed out where that can be told; `KW_BUS_UNREACHABLE`
 */
export async function fetchLetters(
  kafka: KafkaOptions,
  places: readonly Place[],
  onLetter: (letter: Letter, message: IncomingMessage) => void | Promise<void>,
): Promise<void> {
  const held = new Map((await rangesOf(kafka, topic)).map((range) => [range.partition, range]));
  const wanted = new Set<string>();
  for (const { partition, offset } of places) {
    const range = held.get(partition);
    const ref = `${String(partition)}/${String(offset)}`;
    if (range === undefined || offset < range.from || offset >= range.to) throw noLetter(ref);
    wanted.add(ref);
  }
  await scan(kafka, {
    topic,
    ranges: around(places),
    groupPrefix: GROUP_PREFIX,
    onMessage: async (message) => {
      const ref = `${String(message.partition)}/${message.offset}`;
      if (!wanted.delete(ref)) return;
      const found = read(message);
      if (found.kind !== 'letter') throw noLetter(ref);
      await onLetter(found.letter, message);
    },
  });
  const [missing] = wanted;
  if (missing !== undefined) throw noLetter(missing);
}

function noLetter(ref: string): KeywardenError {
  return new KeywardenError('KW_USAGE', `there is no dead letter ${ref}`, {
    where: topic,
    hint: '"keywarden dead-letters list" shows those that there are.',
  });
}

function around(places: readonly Place[]): { partition: number; from: bigint; to: bigint }[] {
  const ranges = new Map<number, { partition: number; from: bigint; to: bigint }>();
  for (const { partition, offset } of places) {
    const range = ranges.get(partition) ?? { partition, from: offset, to: offset + 1n };
    if (offset < range.from) range.from = offset;
    if (offset >= range.to) range.to = offset + 1n;
    ranges.set(partition, range);
  }
  return [...ranges.values()];
}

function timeOf(replayed: ReadonlyMap<string, number>, { ref }: Letter): string | undefined {
  const ms = replayed.get(ref);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

/** Keeps the newest letters; partitions come one after the other, so the oldest are cut now and then. */
class Newest {
  readonly #limit: number;
  #letters: Letter[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(letter: Letter): void {
    this.#letters.push(letter);
    if (this.#letters.length >= 2 * this.#limit + 100) this.#letters = this.inOrder();
  }

  /** By time, then by place. */
  inOrder(): Letter[] {
    return this.#letters
      .toSorted(
        (a, b) =>
          a.time.localeCompare(b.time) ||
          a.partition - b.partition ||
          Number(BigInt(a.offset) - BigInt(b.offset)),
      )
      .slice(-this.#limit);
  }
}
