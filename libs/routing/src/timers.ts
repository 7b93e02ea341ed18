import { digest, type Alert } from '@keywarden/contracts';
import type { Books } from './books.js';
import { claimState } from './claim-state.js';
import { afterClosed, duePlan, MUTE_CHECK_MS, type DuePlan } from './group.js';
import type { Item, Settlement } from './item.js';
import { labelsOf } from './labels.js';
import { mutedBy } from './mute.js';
import { nothingFurther, type MadeUpReason } from './notification.js';
import type { PipelinePorts } from './ports.js';
import type { Receiver } from './receiver.js';
import { routeTo, type Route } from './route.js';
import type { Commit, GroupState } from './store.js';

type News = Pick<Item, 'key' | 'alert' | 'resolution'> & { reason: MadeUpReason };

export interface TimersDeps {
  receiver: Receiver;
  ports: PipelinePorts;
  books: Books;
  closing: AbortSignal;
  accept(item: Item): void;
  /** Runs a job while nothing else is done about the incident. */
  runAlone(incidentId: string, job: () => Promise<void>): void;
}

/** How often it is asked what is due, ms. */
const TICK_MS = 1_000;
const MAX_DUE = 200;
/** A wall clock is corrected by less than this now and then, ms. */
const SET_BACK_MS = 5_000;
/** No incident is put off for longer, ms. */
const HORIZON_MS = 31 * 86_400_000;
const MAX_DUE_AFTER_SET_BACK = 10_000;
/** An incident that is being looked at comes again after this time, ms, if this process dies. */
const DUE_LEASE_MS = 60_000;

/** What happens about open incidents when nothing new comes: repeats, escalation, ends of mutes, the end. */
export class Timers {
  readonly #deps: TimersDeps;
  /** Keys of items under way, so that a second look does not make them again. */
  readonly #underWay = new Set<string>();
  /** Wall clock less monotonic clock: it falls when the wall clock is set back. */
  #offsetMs: number;
  #cancel: (() => void) | undefined;

  constructor(deps: TimersDeps) {
    this.#deps = deps;
    this.#offsetMs = offsetOf(deps.ports.scheduler);
  }

  start(): void {
    const { scheduler } = this.#deps.ports;
    this.#cancel = scheduler.after(TICK_MS, () => {
      void this.#tick().finally(() => {
        if (this.#cancel !== undefined) this.start();
      });
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  async #tick(): Promise<void> {
    const { ports, receiver } = this.#deps;
    try {
      const { scheduler, store } = ports;
      const backMs = this.#offsetMs - offsetOf(scheduler);
      // What was put off until a time of the clock as it was before is looked at now.
      const wasSetBack = backMs > SET_BACK_MS;
      const aheadMs = wasSetBack ? backMs + HORIZON_MS : 0;
      const untilMs = scheduler.nowMs() + aheadMs;
      const limit = wasSetBack ? MAX_DUE_AFTER_SET_BACK : MAX_DUE;
      const leaseMs = DUE_LEASE_MS - aheadMs;
      const due = await store.due(receiver.sink.name, untilMs, limit, leaseMs);
      this.#offsetMs -= backMs;
      for (const incidentId of due) {
        this.#deps.runAlone(incidentId, () => this.#look(incidentId));
      }
    } catch (error) {
      ports.observer.stateTrouble(error);
    }
  }

  async #look(incidentId: string): Promise<void> {
    const { ports, books, receiver } = this.#deps;
    const claim = await claimState(this.#deps, incidentId, []);
    if (claim === undefined) return;
    const state = claim.state === undefined ? undefined : notAhead(claim.state, ports);
    if (state === undefined || state.closed) {
      await this.#write({ incident_id: incidentId, dueMs: null });
      return;
    }
    const route = routeTo(ports.root, receiver.sink.name, labelsOf(state.gravest)) ?? ports.root;
    const nowMs = ports.scheduler.nowMs();
    const plan = duePlan(state, books.timing(route), route.escalation, nowMs);
    if (plan.close) {
      await this.#close(state, nowMs);
      return;
    }
    // A machine is neither muted nor told that somebody took charge.
    const isForPeople = receiver.style === 'people';
    const calm = isForPeople && (await ports.isAcknowledged(incidentId));
    const mutes = await ports.mutes();
    const isMuted = isForPeople && mutedBy(state.gravest, route, mutes, nowMs) !== undefined;
    await this.#write({
      incident_id: incidentId,
      ...(state === claim.state ? {} : { state }),
      dueMs: this.#nextLook(state, route, { plan, calm, isMuted, nowMs }),
    });
    if (!calm) for (const step of plan.escalate) this.#escalate(state, route, step);
    if (isMuted) return;
    if (plan.muted) this.#tell(state, 'unmuted');
    else if (plan.repeat && !calm) this.#tell(state, 'repeat');
  }

  /** What is under way writes the next time itself; the lease is for the case that it does not. */
  #nextLook(
    state: GroupState,
    route: Route,
    now: { plan: DuePlan; calm: boolean; isMuted: boolean; nowMs: number },
  ): number | null {
    const { plan, calm, isMuted, nowMs } = now;
    const isActing = (plan.muted && !isMuted) || (plan.repeat && !calm && !isMuted);
    if (isActing || (plan.escalate.length > 0 && !calm)) return nowMs + DUE_LEASE_MS;
    const next = this.#deps.books.due(state, route);
    // What is due and may not be done is looked at again from time to time.
    return next === null ? null : Math.max(next, nowMs + MUTE_CHECK_MS);
  }

  #tell(state: GroupState, reason: MadeUpReason): void {
    const { incident_id } = state.gravest;
    this.#send({
      key: digest(['notification', incident_id, reason, String(state.notifications)]),
      alert: state.gravest,
      reason,
    });
  }

  /** The group is closed once the receiver has heard of it, so that a crash leaves nothing untold. */
  async #close(state: GroupState, nowMs: number): Promise<void> {
    const { receiver } = this.#deps;
    const { incident_id } = state.gravest;
    if (!receiver.resolves || state.told === 0) {
      await this.#write({ incident_id, state: afterClosed(state), dueMs: null });
      return;
    }
    await this.#write({ incident_id, dueMs: nowMs + DUE_LEASE_MS });
    this.#send({
      key: digest(['notification', incident_id, 'resolved', String(state.notifications)]),
      alert: state.gravest,
      reason: 'resolved',
      resolution: nothingFurther(nowMs),
    });
  }

  #escalate(state: GroupState, route: Route, index: number): void {
    const { ports } = this.#deps;
    const { incident_id } = state.gravest;
    const receivers = route.escalation[index]?.receivers ?? [];
    // The same for every receiver that escalates this incident, and another one after its end.
    const episode = String(state.episode ?? 0);
    const key = digest(['notification', incident_id, 'escalation', String(index), episode]);
    if (this.#underWay.has(key)) return;
    this.#underWay.add(key);
    const told = receivers.map(
      (receiver) =>
        new Promise<Settlement>((settle) => {
          const item = this.#item({ key, alert: state.gravest, reason: 'escalation', settle });
          if (!ports.forward(receiver, item)) settle({ outcome: 'not-routed' });
        }),
    );
    void Promise.all(told).then(async (settlements) => {
      const kept = await Promise.all(
        settlements.map((settlement, at) => {
          const news = { key, alert: state.gravest, reason: 'escalation' } as const;
          return this.#keep(receivers[at] ?? '', news, settlement);
        }),
      );
      this.#underWay.delete(key);
      if (settlements.some(({ outcome }) => outcome === 'interrupted')) return;
      // Not taken: the step comes again, to those who have not heard of it.
      if (kept.includes(false)) return;
      this.#deps.runAlone(incident_id, () => this.#escalated(state.gravest, route, index));
    });
  }

  async #escalated(alert: Alert, route: Route, index: number): Promise<void> {
    const { books } = this.#deps;
    const { incident_id } = alert;
    const claim = await claimState(this.#deps, incident_id, []);
    if (claim?.state === undefined) return;
    // A step counts after those before it: what is still under way there must not be lost in a crash.
    if (claim.state.escalated !== index) {
      await this.#write({ incident_id });
      return;
    }
    const state = { ...claim.state, escalated: index + 1 };
    const item = this.#item({ key: incident_id, alert, reason: 'escalation', settle: ignore });
    const detail = `to ${(route.escalation[index]?.receivers ?? []).join(', ')}`;
    await this.#write({
      incident_id,
      state,
      dueMs: books.due(state, route),
      records: books.record([item], { outcome: 'escalated', detail }),
    });
  }

  #send(news: News): void {
    if (this.#underWay.has(news.key)) return;
    this.#underWay.add(news.key);
    const settled = async (settlement: Settlement): Promise<void> => {
      const kept = await this.#keep(this.#deps.receiver.sink.name, news, settlement);
      this.#underWay.delete(news.key);
      if (settlement.outcome !== 'undeliverable') return;
      // An end that nobody has comes again; everything else does so anyway.
      if (news.reason === 'resolved' && !kept) return;
      const { incident_id } = news.alert;
      this.#deps.runAlone(incident_id, () => this.#putOff(incident_id, news.reason));
    };
    const settle = (settlement: Settlement): void => void settled(settlement);
    this.#deps.accept(this.#item({ ...news, settle }));
  }

  /** No bus has what was made up here: what nobody took is handed on before it is done with. */
  async #keep(receiver: string, news: News, settlement: Settlement): Promise<boolean> {
    if (settlement.outcome !== 'undeliverable') return true;
    const { key, alert, reason } = news;
    return this.#deps.ports.keep({ receiver, key, alert, reason, settlement });
  }

  /** What a receiver would not take is not offered every minute; an end is not offered again. */
  async #putOff(incidentId: string, reason: MadeUpReason): Promise<void> {
    const { ports, books, receiver } = this.#deps;
    const claim = await claimState(this.#deps, incidentId, []);
    if (claim?.state === undefined) return;
    const { state } = claim;
    if (reason === 'resolved') {
      await this.#write({ incident_id: incidentId, state: afterClosed(state), dueMs: null });
      return;
    }
    const route = routeTo(ports.root, receiver.sink.name, labelsOf(state.gravest)) ?? ports.root;
    const { groupIntervalMs } = books.timing(route);
    const dueMs = ports.scheduler.nowMs() + Math.max(groupIntervalMs, MUTE_CHECK_MS);
    await this.#write({ incident_id: incidentId, dueMs });
  }

  #item(news: Pick<Item, 'key' | 'alert' | 'reason' | 'settle' | 'resolution'>): Item {
    return { forced: news.reason === 'escalation', signal: this.#deps.closing, ...news };
  }

  #write(commit: Pick<Commit, 'incident_id'> & Partial<Commit>): Promise<boolean> {
    return this.#deps.books.write({ keys: [], records: [], release: true, ...commit });
  }
}

function ignore(): void {
  return undefined;
}

function offsetOf(scheduler: PipelinePorts['scheduler']): number {
  return scheduler.nowMs() - scheduler.monotonicMs();
}

/** A group whose times lie ahead of a clock that was set back waits from now on. */
function notAhead(state: GroupState, { scheduler }: PipelinePorts): GroupState {
  const nowMs = scheduler.nowMs();
  const { first_told_ms, last_told_ms, last_alert_ms } = state;
  if (Math.max(first_told_ms ?? 0, last_told_ms ?? 0, last_alert_ms) <= nowMs) return state;
  const past = (ms: number): number => Math.min(ms, nowMs);
  return {
    ...state,
    ...(first_told_ms === undefined ? {} : { first_told_ms: past(first_told_ms) }),
    ...(last_told_ms === undefined ? {} : { last_told_ms: past(last_told_ms) }),
    last_alert_ms: past(last_alert_ms),
  };
}
