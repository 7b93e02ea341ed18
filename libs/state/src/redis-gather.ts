import type { ChainableCommander, Redis } from 'ioredis';
import { answersOf, stateError } from './redis-pipeline.js';

interface Turn {
  pipeline: ChainableCommander;
  answers: Promise<Awaited<ReturnType<ChainableCommander['exec']>>>;
}

/**
 * Sends what is asked in one turn of the event loop with one write: under load the answers to many
 * requests come together, and a write for each costs more than what it carries.
 */
export class RedisGather {
  readonly #redis: Redis;
  #turn: Turn | undefined;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /**
   * @param ask adds commands, at once
   * @returns their answers in order
   * @throws KeywardenError as {@link execute}, for these commands only
   */
  async run(ask: (pipeline: ChainableCommander) => void): Promise<unknown[]> {
    const { pipeline, answers } = (this.#turn ??= this.#begin());
    const from = pipeline.length;
    ask(pipeline);
    const to = pipeline.length;
    if (to === from) return [];
    try {
      return answersOf(((await answers) ?? []).slice(from, to));
    } catch (error) {
      throw stateError(error);
    }
  }

  #begin(): Turn {
    const pipeline = this.#redis.pipeline();
    const { promise, resolve, reject } = Promise.withResolvers<Awaited<Turn['answers']>>();
    // After the answers that this turn of the loop still has to read.
    setImmediate(() => {
      this.#turn = undefined;
      pipeline.exec().then(resolve, reject);
    });
    // A turn in which nobody asked for anything has nobody to tell.
    promise.catch(() => undefined);
    return { pipeline, answers: promise };
  }
}
