import { stat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { KeywardenError, type CredentialEvent, type KernelEvent } from '@keywarden/contracts';
import { assess, withActor } from '@keywarden/detector';
import { EMPTY_BOOK, type IncidentBook } from '@keywarden/incidents';
import { changesOf, processKey, type Ancestry } from '@keywarden/lineage';
import type { CompiledPolicy, Judged } from '@keywarden/signature';
import { MemoryLineageStore } from '@keywarden/state';
import { readRecording } from '../recording.js';

export interface OfflineOptions {
  policy: CompiledPolicy;
  /** Generations of a lineage, as `detector.lineage.depth`. */
  depth: number;
  /** Hears of each line that holds no event. */
  onBad: (error: KeywardenError) => void;
}

/** A judged event, and the incident that it belongs to when it is a theft. */
export interface JudgedInIncident extends Judged {
  incident: string | undefined;
}

/** Processes that are remembered; the longest gone are forgotten first. */
const MAX_PROCESSES = 200_000;
/** A recording brings its own time: what exits is kept until room is needed. */
const RETENTION_SECONDS = 86_400;

/**
 * Judges the credential events of recordings in order, without a bus, a clock or anything sent. The
 * memory that it takes does not grow with the recording.
 *
 * @throws KeywardenError `KW_REPLAY_INPUT` when a file cannot be read.
 */
export async function* judgeRecordings(
  files: readonly string[],
  { policy, depth, onBad }: OfflineOptions,
): AsyncGenerator<JudgedInIncident> {
  const store = new MemoryLineageStore({
    maxProcesses: MAX_PROCESSES,
    retentionSeconds: RETENTION_SECONDS,
    now: () => 0,
  });
  const books = new Map<string, IncidentBook>();
  for (const file of files) {
    for await (const recorded of readRecording(file)) {
      if ('error' in recorded) {
        onBad(recorded.error);
        continue;
      }
      const { event } = recorded;
      // As the detector does: an event brings its own process and ancestors with it.
      await store.apply(changesOf(event));
      if (isCredentialEvent(event)) {
        const ancestry = await ancestryOf(store, event, depth);
        const node = `${event.node}\n${event.boot_id}`;
        const question = { event, ancestry, policy, traceId: undefined };
        const { verdict, book, incident } = assess(question, books.get(node) ?? EMPTY_BOOK);
        books.set(node, book);
        yield { event, lineage: withActor(event, ancestry), verdict, incident };
      }
    }
  }
}

/** The files of a recording: itself, or the `.jsonl` files of a directory in the order of their names. */
export async function recordingFiles(place: string): Promise<string[]> {
  if (place === '-') return [place];
  try {
    if (!(await stat(place)).isDirectory()) return [place];
    const names = (await readdir(place)).filter((name) => name.endsWith('.jsonl')).toSorted();
    if (names.length > 0) return names.map((name) => join(place, name));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KeywardenError('KW_REPLAY_INPUT', why, { where: place, cause });
  }
  throw new KeywardenError('KW_REPLAY_INPUT', 'the directory holds no .jsonl file', {
    where: place,
  });
}

async function ancestryOf(
  store: MemoryLineageStore,
  event: CredentialEvent,
  depth: number,
): Promise<Ancestry> {
  const key = processKey(event, event.process);
  const [ancestry] = await store.ancestry([{ key, depth, hints: event.process.ancestors }]);
  return ancestry ?? { processes: [], complete: false };
}

function isCredentialEvent(event: KernelEvent): event is CredentialEvent {
  return CREDENTIAL_EVENTS.has(event.name);
}

const CREDENTIAL_EVENTS: ReadonlySet<string> = new Set<CredentialEvent['name']>([
  'security_file_open',
  'security_file_receive',
  'security_inode_rename',
  'security_inode_link',
  'security_ptrace_access_check',
]);
