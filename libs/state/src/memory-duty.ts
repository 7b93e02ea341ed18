import type { Alert } from '@keywarden/contracts';
import type {
  Acknowledgement,
  DutyStore,
  IncidentNote,
  InhibitSource,
  Silence,
  SilenceChange,
} from '@keywarden/routing';
import { noteOf } from './incident-note.js';

const MAX_CHANGES = 1_000;
const MAX_INCIDENTS = 10_000;

/** What people decided, in this process: gone when it ends. */
export class MemoryDutyStore implements DutyStore {
  readonly #silences = new Map<string, Silence>();
  readonly #sources = new Map<string, readonly InhibitSource[]>();
  readonly #incidents = new Map<string, { note: IncidentNote; seen: Set<string> }>();
  #changes: SilenceChange[] = [];

  silences(): Promise<readonly Silence[]> {
    return Promise.resolve([...this.#silences.values()]);
  }

  putSilence(change: SilenceChange): Promise<void> {
    this.#silences.set(change.silence.id, change.silence);
    this.#changes = [...this.#changes, change].slice(-MAX_CHANGES);
    return Promise.resolve();
  }

  removeSilences(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#silences.delete(id);
    return Promise.resolve();
  }

  silenceChanges(limit: number): Promise<readonly SilenceChange[]> {
    return Promise.resolve(this.#changes.toReversed().slice(0, limit));
  }

  inhibitSources(): Promise<readonly InhibitSource[]> {
    return Promise.resolve([...this.#sources.values()].flat());
  }

  putInhibitSources(incidentId: string, sources: readonly InhibitSource[]): Promise<void> {
    if (sources.length === 0) this.#sources.delete(incidentId);
    else this.#sources.set(incidentId, sources);
    return Promise.resolve();
  }

  noteAlert(alert: Alert): Promise<void> {
    const known = this.#incidents.get(alert.incident_id);
    if (known?.seen.has(alert.id) === true) return Promise.resolve();
    const seen = known?.seen ?? new Set<string>();
    seen.add(alert.id);
    this.#incidents.delete(alert.incident_id);
    this.#incidents.set(alert.incident_id, { note: noteOf(known?.note, alert), seen });
    for (const oldest of this.#incidents.keys()) {
      if (this.#incidents.size <= MAX_INCIDENTS) break;
      this.#incidents.delete(oldest);
    }
    return Promise.resolve();
  }

  incident(incidentId: string): Promise<IncidentNote | undefined> {
    return Promise.resolve(this.#incidents.get(incidentId)?.note);
  }

  incidents(limit: number): Promise<readonly IncidentNote[]> {
    const notes = [...this.#incidents.values()].map(({ note }) => note);
    return Promise.resolve(notes.reverse().slice(0, limit));
  }

  acknowledge(incidentId: string, acknowledged: Acknowledgement): Promise<boolean> {
    const known = this.#incidents.get(incidentId);
    if (known === undefined) return Promise.resolve(false);
    known.note = { ...known.note, acknowledged };
    return Promise.resolve(true);
  }
}
