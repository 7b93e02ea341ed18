import { Books } from './books.js';
import { Desk } from './desk.js';
import { Dispatcher } from './dispatcher.js';
import type { Flight, Part } from './flight.js';
import { GroupWork } from './group-work.js';
import type { Item, Settlement } from './item.js';
import { labelsOf } from './labels.js';
import { Lanes, type Lane } from './lane.js';
import type { PipelinePorts } from './ports.js';
import type { Receiver } from './receiver.js';
import { routeTo, type Route } from './route.js';
import { Timers } from './timers.js';

/**
 * Everything between the alerts and one receiver: route, group, mute, dedup, retry. Receivers have
 * nothing in common but the ports, so that a slow one delays nobody else. What is accepted is settled,
 * and until then it is for the giver to keep.
 */
export class Pipeline {
  readonly #receiver: Receiver;
  readonly #ports: PipelinePorts;
  readonly #lanes = new Lanes();
  readonly #closing = new AbortController();
  readonly #books: Books;
  readonly #dispatcher: Dispatcher;
  readonly #work: GroupWork;
  readonly #timers: Timers;
  readonly #since = new Map<Item, number>();
  readonly #waiting: (() => void)[] = [];
  #isDraining = false;

  constructor(receiver: Receiver, ports: PipelinePorts) {
    this.#receiver = receiver;
    this.#ports = ports;
    const closing = this.#closing.signal;
    this.#books = new Books(receiver, ports, closing);
    const settle = (item: Item, settlement: Settlement): void => {
      this.#settle(item, settlement);
    };
    const deps = { receiver, ports, books: this.#books, closing, settle };
    this.#dispatcher = new Dispatcher(receiver, ports, new Desk(deps));
    this.#work = new GroupWork(deps);
    this.#timers = new Timers({
      ...deps,
      accept: (item) => {
        this.accept(item);
      },
      runAlone: (incidentId, job) => {
        this.#runAlone(incidentId, job);
      },
    });
  }

  get name(): string {
    return this.#receiver.sink.name;
  }

  /** Unsettled items. */
  get pending(): number {
    return this.#since.size;
  }

  /** Begins to look at incidents whose time has come. */
  start(): void {
    if (this.#books.keepsState) this.#timers.start();
  }

  /** Takes charge of an item; `settle` is called once. */
  accept(item: Item): void {
    this.#since.set(item, this.#ports.scheduler.monotonicMs());
    const route = this.#routeOf(item);
    if (this.#closing.signal.aborted) this.#settle(item, { outcome: 'interrupted' });
    else if (route === undefined && !this.#mayHaveBeenTold(item)) {
      this.#settle(item, { outcome: 'not-routed' });
    } else if (this.#isNotForIt(item)) this.#settle(item, { outcome: 'not-applicable' });
    else {
      const lane = this.#lanes.of(item.alert.incident_id);
      lane.items.push(item);
      this.#schedule(lane);
    }
  }

  /** Resolves when there is room for another item, or when the pipeline is closed. */
  async room(): Promise<void> {
    while (this.pending >= this.#receiver.maxPending && !this.#closing.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  /** Lets go of what is no longer ours: items whose signal was aborted. */
  sweep(): void {
    const isGone = (item: Item): boolean => item.signal.aborted;
    for (const lane of this.#lanes.all) {
      const gone = lane.items.filter(isGone);
      lane.items = lane.items.filter((item) => !isGone(item));
      this.#interrupt(gone);
    }
    const flights = this.#dispatcher.withdraw(({ parts }) =>
      parts.every(({ items }) => items.every(isGone)),
    );
    for (const flight of flights) this.#drop(flight);
  }

  /** Tells everything that waits for company at once, and waits for nothing any more. */
  drain(): void {
    this.#isDraining = true;
    this.#dispatcher.drain();
    for (const lane of this.#lanes.all) this.#schedule(lane);
  }

  /**
   * Begins nothing further and resolves when running attempts have ended and been written down. What
   * waits is settled as interrupted. Idempotent.
   *
   * @param abandon aborted when running attempts must end too
   */
  async close(abandon: AbortSignal): Promise<void> {
    this.#closing.abort();
    this.#timers.stop();
    for (const lane of this.#lanes.all) {
      lane.cancelTimer?.();
      this.#interrupt(lane.items.splice(0));
    }
    for (const flight of this.#dispatcher.withdraw(() => true)) this.#drop(flight);
    await this.#dispatcher.close(abandon);
    for (const flight of this.#dispatcher.withdraw(() => true)) this.#drop(flight);
    for (const resolve of this.#waiting.splice(0)) resolve();
    await this.#receiver.sink.close();
  }

  #routeOf(item: Item): Route | undefined {
    if (item.forced) return this.#ports.root;
    return routeTo(this.#ports.root, this.name, labelsOf(item.alert));
  }

  #routeOr(item: Item): Route {
    return this.#routeOf(item) ?? this.#ports.root;
  }

  /** Whoever was told by an escalation or as a fallback hears of the end too. */
  #mayHaveBeenTold({ reason }: Item): boolean {
    return reason === 'resolved' && this.#receiver.style === 'people';
  }

  #isNotForIt({ reason, alert }: Item): boolean {
    if (reason !== 'resolved' || this.#receiver.style === 'people') return false;
    return !this.#receiver.resolves && alert.status === 'resolved';
  }

  #schedule(lane: Lane): void {
    if (lane.busy) return;
    const job = lane.jobs.shift();
    if (job !== undefined) this.#during(lane, job);
    else if (lane.items.length === 0) {
      if (lane.cancelTimer === undefined) this.#lanes.drop(lane);
    } else if (this.#receiver.style === 'stream') this.#launchStream(lane);
    else if (this.#isDraining || lane.items.some(isUrgent)) this.#flush(lane);
    else if (lane.cancelTimer === undefined) this.#waitForCompany(lane);
  }

  /** Several at once only where none can be taken before one that is tried again. */
  #launchStream(lane: Lane): void {
    const { keepsOrder, maxBatch } = this.#receiver.sink;
    const items = lane.items.splice(0, keepsOrder === true ? maxBatch : 1);
    this.#launch(
      lane,
      items.map((item) => ({ items: [item], failed: [] })),
    );
  }

  /** The group wait or the rest of the group interval. */
  #waitForCompany(lane: Lane): void {
    this.#during(lane, async () => {
      const [first] = lane.items;
      if (first === undefined) return;
      const delayMs = await this.#work.delayMs(first, this.#routeOr(first));
      if (delayMs === 0) {
        await this.#muteAndLaunch(lane);
        return;
      }
      lane.cancelTimer = this.#ports.scheduler.after(delayMs, () => {
        this.#flush(lane);
      });
    });
  }

  #flush(lane: Lane): void {
    lane.cancelTimer?.();
    lane.cancelTimer = undefined;
    if (lane.busy) return;
    this.#during(lane, () => this.#muteAndLaunch(lane));
  }

  async #muteAndLaunch(lane: Lane): Promise<void> {
    lane.cancelTimer = undefined;
    for (const run of runsOf(lane.items.splice(0))) {
      const gone = run.filter(({ signal }) => this.#closing.signal.aborted || signal.aborted);
      this.#interrupt(gone);
      const items = run.filter((item) => !gone.includes(item));
      const part = await this.#work.partOf(items, (item) => this.#routeOr(item));
      const [first] = part?.items ?? [];
      if (part !== undefined && first !== undefined) {
        await this.#fly(lane, [part], this.#routeOr(first));
      }
    }
  }

  #launch(lane: Lane, parts: Part[]): void {
    const [first] = parts[0]?.items ?? [];
    if (first === undefined) return;
    const route = this.#routeOr(first);
    this.#during(lane, () => this.#fly(lane, parts, route));
  }

  #fly(lane: Lane, parts: Part[], route: Route): Promise<void> {
    if (this.#closing.signal.aborted) {
      for (const { items } of parts) this.#interrupt(items);
      return Promise.resolve();
    }
    return new Promise((landed) => {
      const nowMs = this.#ports.scheduler.monotonicMs();
      const [first] = parts[0]?.items ?? [];
      this.#dispatcher.put({
        incidentId: lane.incidentId,
        route,
        parts,
        attempts: 0,
        startedMs: undefined,
        notBeforeMs: nowMs,
        // What waited for the alert before it does not wait for a batch to fill once more.
        readyMs: (first && this.#since.get(first)) ?? nowMs,
        farewells: [],
        released: false,
        landed,
      });
    });
  }

  #runAlone(incidentId: string, job: () => Promise<void>): void {
    const lane = this.#lanes.of(incidentId);
    lane.jobs.push(job);
    this.#schedule(lane);
  }

  #during(lane: Lane, work: () => Promise<void>): void {
    lane.busy = true;
    work()
      .catch((error: unknown) => {
        this.#ports.observer.stateTrouble(error);
      })
      .finally(() => {
        lane.busy = false;
        this.#schedule(lane);
      });
  }

  #drop(flight: Flight): void {
    for (const { items } of flight.parts) this.#interrupt(items);
    const { store, owner } = this.#ports;
    store.release(this.name, owner, [flight.incidentId]).catch(() => undefined);
    flight.landed();
  }

  #interrupt(items: readonly Item[]): void {
    for (const item of items) this.#settle(item, { outcome: 'interrupted' });
  }

  #settle(item: Item, settlement: Settlement): void {
    const since = this.#since.get(item);
    if (since === undefined) return;
    this.#since.delete(item);
    const waitedMs = this.#ports.scheduler.monotonicMs() - since;
    this.#ports.observer.settled(item, settlement, waitedMs);
    item.settle(settlement);
    if (this.pending < this.#receiver.maxPending) this.#waiting.shift()?.();
  }
}

/** What somebody asked for, or what ends an incident, waits for no company. */
function isUrgent({ reason, forced }: Item): boolean {
  return forced || reason !== 'alert';
}

/** In their order: alerts that come together are told together, everything else by itself. */
function runsOf(items: readonly Item[]): Item[][] {
  const runs: Item[][] = [];
  for (const item of items) {
    const run = runs.at(-1);
    if (item.reason === 'alert' && run?.[0]?.reason === 'alert') run.push(item);
    else runs.push([item]);
  }
  return runs;
}
