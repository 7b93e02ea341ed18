import { KeywardenError } from '@keywarden/contracts';
import { BaseRpcContext, Server, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom, type Observable } from 'rxjs';
import type { BatchHandler, MessageBatch, MessageOutcome } from './messages.js';

type Result = readonly MessageOutcome[];

/** What the two transports share as NestJS servers: exactly one batch handler per topic. */
export abstract class BatchServer extends Server {
  /** The transport reports handler failures itself, so Nest need not. */
  override readonly propagatesEventHandlerErrors = true;

  /** @throws KeywardenError `KW_INTERNAL` when the topic has a handler already. */
  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    const topic = this.normalizePattern(pattern as string);
    if (this.messageHandlers.has(topic)) {
      throw new KeywardenError('KW_INTERNAL', `topic ${topic} has two handlers, it may have one`);
    }
    super.addHandler(pattern, callback, isEventHandler, extras);
  }

  /** Handlers by topic, with Nest's promise-of-observable flattened. */
  protected batchHandlers(): Map<string, BatchHandler> {
    const handlers = new Map<string, BatchHandler>();
    for (const [topic, callback] of this.messageHandlers) {
      handlers.set(topic, async (batch: MessageBatch) => {
        const answer: unknown = await callback(batch, new BaseRpcContext([batch.topic]));
        if (!isObservable(answer)) return answer as Result;
        return lastValueFrom(answer as Observable<Result>, { defaultValue: [] });
      });
    }
    return handlers;
  }

  /** @throws KeywardenError `KW_INTERNAL`: clients of a bus stay inside this library. */
  override unwrap(): never {
    throw new KeywardenError('KW_INTERNAL', 'this transport has no native client to hand out');
  }

  /** Nest's event interface; the transport tells its state through `onHealth` instead. */
  override on(event: string): never {
    throw new KeywardenError('KW_INTERNAL', `this transport has no event "${event}"`);
  }
}
