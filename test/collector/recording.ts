import type { MessagePublisher, OutgoingMessage } from '@keywarden/bus';
import { type EventOf, type KernelEvent, parseKernelEvent } from '@keywarden/contracts';

/** A broker that acknowledges everything and remembers it, parsed by the readers' own parser. */
export class RecordingPublisher implements MessagePublisher {
  readonly messages: OutgoingMessage[] = [];
  readonly events: KernelEvent[] = [];

  connect(): Promise<void> {
    return Promise.resolve();
  }

  publish(_topic: string, messages: readonly OutgoingMessage[]): Promise<void> {
    for (const message of messages) {
      this.messages.push(message);
      this.events.push(parseKernelEvent(message.value));
    }
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  of<Name extends KernelEvent['name']>(name: Name): EventOf<Name>[] {
    return this.events.filter((event): event is EventOf<Name> => event.name === name);
  }
}
