import type { Books } from './books.js';
import { claimState } from './claim-state.js';
import type { Part } from './flight.js';
import { afterClosed, flushDelayMs } from './group.js';
import type { Item, Settlement } from './item.js';
import { mutedBy } from './mute.js';
import type { PipelinePorts } from './ports.js';
import type { Receiver } from './receiver.js';
import type { Route } from './route.js';
import type { GroupState } from './store.js';

export interface GroupWorkDeps {
  receiver: Receiver;
  ports: PipelinePorts;
  books: Books;
  closing: AbortSignal;
  settle: (item: Item, settlement: Settlement) => void;
}

interface MutedItem {
  item: Item;
  by: string;
}

/** What is done about the news of one incident before they fly: how long they wait, what is held back. */
export class GroupWork {
  readonly #deps: GroupWorkDeps;

  constructor(deps: GroupWorkDeps) {
    this.#deps = deps;
  }

  /** Without the state, news wait as the first ones do: rather told twice than late. */
  async delayMs({ alert }: Item, route: Route): Promise<number> {
    const { receiver, ports, books } = this.#deps;
    let state: GroupState | undefined;
    try {
      state = await ports.store.state(receiver.sink.name, alert.incident_id);
    } catch (error) {
      ports.observer.stateTrouble(error);
    }
    return flushDelayMs(state, books.timing(route), ports.scheduler.nowMs());
  }

  /**
   * Holds back what is muted, each item on its own route, and makes one notification of the rest.
   *
   * @returns undefined when nothing is left to tell
   */
  async partOf(items: readonly Item[], routeOf: (item: Item) => Route): Promise<Part | undefined> {
    const { ports } = this.#deps;
    const mutes = await ports.mutes();
    const nowMs = ports.scheduler.nowMs();
    const muted: MutedItem[] = [];
    const told: Item[] = [];
    for (const item of items) {
      const mute = isMutable(item) ? mutedBy(item.alert, routeOf(item), mutes, nowMs) : undefined;
      if (mute === undefined) told.push(item);
      else muted.push({ item, by: `${mute.stage}: ${mute.detail}` });
    }
    const [first] = muted;
    if (first !== undefined) await this.#hold(muted, routeOf(first.item));
    const end = told.find(({ reason }) => reason === 'resolved');
    if (told.length === 0 || (end !== undefined && !(await this.#wasTold(end)))) return undefined;
    return { items: told, failed: [] };
  }

  /** Whether the end of an incident is news for the receiver; if not, the group is closed without a word. */
  async #wasTold(item: Item): Promise<boolean> {
    const { receiver, books, settle } = this.#deps;
    const { incident_id } = item.alert;
    const claim = await claimState(this.#deps, incident_id, [item.key]);
    if (claim === undefined) {
      settle(item, { outcome: 'interrupted' });
      return false;
    }
    const { state } = claim;
    if (receiver.resolves && (state?.told ?? 0) > 0) return true;
    const closed = state === undefined ? undefined : afterClosed(state);
    await books.write({
      incident_id,
      keys: [item.key],
      ...(closed === undefined ? {} : { state: closed }),
      dueMs: null,
      records: [],
      release: true,
    });
    settle(item, { outcome: 'not-applicable' });
    return false;
  }

  /** Writes down what is held back, so that people hear of it when the mute ends. */
  async #hold(muted: readonly MutedItem[], route: Route): Promise<void> {
    const { books, settle } = this.#deps;
    const items = muted.map(({ item }) => item);
    const [first] = items;
    if (first === undefined) return;
    const { incident_id } = first.alert;
    const keys = items.map(({ key }) => key);
    const claim = await claimState(this.#deps, incident_id, keys);
    if (claim === undefined) {
      for (const item of items) settle(item, { outcome: 'interrupted' });
      return;
    }
    const fresh = muted.filter((_, index) => claim.told[index] !== true);
    const next = books.muted(
      claim.state,
      fresh.map(({ item }) => item),
    );
    const written = await books.write({
      incident_id,
      keys: fresh.flatMap(({ item }) => (item.reason === 'alert' ? [item.key] : [])),
      state: next,
      dueMs: books.due(next, route),
      records: fresh.flatMap(({ item, by }) =>
        books.record([item], { outcome: 'muted', detail: by }),
      ),
      release: true,
    });
    for (const { item, by } of muted) {
      settle(item, written ? { outcome: 'muted', by } : { outcome: 'interrupted' });
    }
  }
}

/** An order of a person, or the end of an incident, is never held back. */
function isMutable({ reason, forced }: Item): boolean {
  return !forced && (reason === 'alert' || reason === 'repeat' || reason === 'unmuted');
}
