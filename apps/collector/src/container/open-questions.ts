interface Question {
  /** Rounds that did not know the answer. */
  rounds: number;
  /** No further round is made for it before. */
  dueMs: number;
}

/** A runtime lists a container a moment after its first process runs; later it hardly will. */
const AGAIN_MS = [250, 1_000, 5_000, 30_000, 300_000] as const;
/** Rounds that are made without another event of that container. */
const ROUNDS_UNASKED = 3;
const MAX_QUESTIONS = 1_024;

/**
 * Ids that the runtime has not named, and when it is worth asking again. A flood of made-up ids costs
 * no more than one round at a time, and beyond the limit the oldest are forgotten.
 */
export class OpenQuestions {
  readonly #questions = new Map<string, Question>();

  constructor(private readonly monotonicMs: () => number) {}

  /**
   * Notes that an id is needed.
   *
   * @returns whether a round without an answer was made, and in how many ms to make the next one;
   *   undefined while one is due already.
   */
  ask(id: string): { readonly answered: boolean; readonly dueInMs?: number } {
    const question = this.#questions.get(id);
    if (question === undefined) {
      this.#questions.set(id, { rounds: 0, dueMs: this.monotonicMs() });
      const [oldest] = this.#questions.keys();
      if (this.#questions.size > MAX_QUESTIONS && oldest !== undefined) {
        this.#questions.delete(oldest);
      }
      return { answered: false, dueInMs: 0 };
    }
    const answered = question.rounds > 0;
    return this.monotonicMs() < question.dueMs ? { answered } : { answered, dueInMs: 0 };
  }

  /** The ids that the round that begins now is about. */
  open(): string[] {
    return [...this.#questions.keys()];
  }

  /**
   * A round that was about `ids` has ended.
   *
   * @returns in how many ms another one is worth its while, if it is.
   */
  answered(ids: readonly string[], isKnown: (id: string) => boolean): number | undefined {
    const nowMs = this.monotonicMs();
    let againMs: number | undefined;
    for (const id of ids) {
      const question = this.#questions.get(id);
      if (question === undefined) continue;
      if (isKnown(id)) {
        this.#questions.delete(id);
        continue;
      }
      const waitMs = AGAIN_MS[Math.min(question.rounds, AGAIN_MS.length - 1)] ?? 0;
      question.rounds += 1;
      question.dueMs = nowMs + waitMs;
      if (question.rounds <= ROUNDS_UNASKED) againMs = Math.min(againMs ?? waitMs, waitMs);
    }
    return againMs;
  }
}
