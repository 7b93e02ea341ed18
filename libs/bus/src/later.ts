import { Backoff, pause, type BackoffOptions } from './backoff.js';
import { toDeadLetter } from './dead-letter.js';
import type {
  FinalOutcome,
  IncomingMessage,
  MessageBatch,
  MessageOutcome,
  OutgoingMessage,
} from './messages.js';

export interface LaterOptions {
  publishDeadLetters(letters: readonly OutgoingMessage[]): Promise<void>;
  retry: BackoffOptions;
  /** Aborted when the message is no longer ours: nothing is published for it any more. */
  signal: AbortSignal;
  onFailure(error: unknown): void;
  onDeadLetter(outcome: Extract<FinalOutcome, { outcome: 'dead-letter' }>): void;
  /** Called for each message that was decided, in whatever order; not for what stays undecided. */
  onDecided(message: IncomingMessage): void;
  /** It will not be decided here. */
  onUndecided?(message: IncomingMessage): void;
}

/** The messages of a batch that are decided later. Calls back for each, after its dead letter if it is one. */
export function followLater(
  batch: MessageBatch,
  outcomes: readonly MessageOutcome[],
  options: LaterOptions,
): readonly IncomingMessage[] {
  return batch.messages.filter((message, index) => {
    const outcome = outcomes[index];
    if (outcome?.outcome !== 'later') return false;
    void outcome.settled.then((decided) => conclude(message, decided, options));
    return true;
  });
}

async function conclude(
  message: IncomingMessage,
  decided: FinalOutcome | 'undecided',
  options: LaterOptions,
): Promise<void> {
  if (decided === 'undecided') {
    options.onUndecided?.(message);
    return;
  }
  if (decided.outcome === 'dead-letter' && !(await publish(message, decided, options))) return;
  options.onDecided(message);
}

/** Insists: an offset behind a dead letter that nobody has would lose the message. */
async function publish(
  message: IncomingMessage,
  outcome: Extract<FinalOutcome, { outcome: 'dead-letter' }>,
  options: LaterOptions,
): Promise<boolean> {
  const backoff = new Backoff(options.retry);
  const { signal } = options;
  while (!signal.aborted) {
    try {
      await options.publishDeadLetters([toDeadLetter(message, outcome)]);
      options.onDeadLetter(outcome);
      return true;
    } catch (error) {
      options.onFailure(error);
      await pause(backoff.next(), signal);
    }
  }
  return false;
}
