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

  /** Holds back what is muted, and makes at most one notification of alerts and one of each other item. */
  async partsOf(items: readonly Item[], route: Route): Promise<Part[]> {
    const { ports } = this.#deps;
    const mutes = await ports.mutes();
    const nowMs = ports.scheduler.nowMs();
    const muted: MutedItem[] = [];
    const told: Item[] = [];
    for (const item of items) {
      const mute = isMutable(item) ? mutedBy(item.alert, route, mutes, nowMs) : undefined;
      if (mute === undefined) told.push(item);
      else muted.push({ item, by: `${mute.stage}: ${mute.detail}` });
    }
    if (muted.length > 0) await this.#hold(muted, route);
    const alerts = told.filter(({ reason }) => reason === 'alert');
    const others: Item[] = [];
    for (const item of told.filter(({ reason }) => reason !== 'alert')) {
      if (item.reason !== 'resolved' || (await this.#wasTold(item, alerts))) others.push(item);
    }
    return [alerts, ...others.map((item) => [item])].flatMap((group) =>
      group.length === 0 ? [] : [{ items: group, failed: [] }],
    );
  }

  /** Whether the end of an incident is news for the receiver; if not, the group is closed without a word. */
  async #wasTold(item: Item, alerts: readonly Item[]): Promise<boolean> {
    const { receiver, books, settle } = this.#deps;
    const { incident_id } = item.alert;
    const claim = await claimState(this.#deps, incident_id, [item.key]);
    if (claim === undefined) {
      settle(item, { outcome: 'interrupted' });
      return false;
    }
    const { state } = claim;
    if (receiver.resolves && ((state?.told ?? 0) > 0 || alerts.length > 0)) return true;
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
