import type { Alert, Credential, EventOf, ProcessFacts } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { EMPTY_BOOK, LIMITS, type IncidentBook } from './book.js';
import { recordRelated } from './related.js';
import { recordTheft, type Told } from './theft.js';

const START = Date.parse('2026-01-01T00:00:00Z');
const MINUTE = 60_000;
const at = (minutes: number): string => new Date(START + minutes * MINUTE).toISOString();

interface Given {
  minutes?: number;
  path?: string;
  session?: number;
  exe?: string;
  evasions?: string[];
  process?: Partial<ProcessFacts>;
  inode?: number;
}

function credentialAt(path: string): Credential {
  return { kind: 'admin', distribution: 'kubeadm', canonical_path: path, content: 'kubeconfig' };
}

function open(seq: number, given: Given): EventOf<'security_file_open'> {
  const { minutes = 0, path = '/k', exe = '/usr/bin/cat', inode = 7, process } = given;
  return {
    schema: 'keywarden.event/1',
    node: 'n',
    boot_id: 'b',
    seq,
    time: at(minutes),
    backend: 'syscall',
    name: 'security_file_open',
    process: {
      pid: 1000 + seq,
      tid: 1,
      start_time: seq,
      comm: 'c',
      exe: { path: exe },
      ...process,
    },
    data: {
      pathname: path,
      flags: '',
      flags_number: 0,
      device: 1,
      inode,
      credential: credentialAt(path),
    },
  };
}

function lineageOf(session: number) {
  const entry_process = { pid: session, start_time: 1, comm: 'bash' };
  return {
    origin: { entry_point: 'ssh' as const, entry_process },
    lineage: { processes: [entry_process], complete: true },
  };
}

function alertOf(event: EventOf<'security_file_open'>, told: Told): Alert {
  const { incidentId, incident, risk, related } = told;
  return {
    schema: 'keywarden.alert/1',
    id: `alert-${String(event.seq)}`,
    incident_id: incidentId,
    time: event.time,
    signature: {
      id: 'TRC-1018',
      name: 'k8s_cert_theft',
      version: 1,
      severity: 3,
      category: 'c',
      technique: 't',
      mitre_id: 'm',
      mitre_external_ids: [],
      event_sets: [],
      depends_on: [],
    },
    risk_score: risk.score,
    confidence: 'high',
    title: 'Theft',
    description: 'It was taken.',
    event,
    credential: credentialAt('/k'),
    lineage: [],
    lineage_incomplete: false,
    incident,
    evasions: [],
    attack_vectors: [],
    risk_factors: risk.factors,
    mitigations: [],
    related: [...related],
    verdict: { outcome: 'alert', reason: 'r' },
  };
}

/** Plays thefts one after the other; each answers with its alert or undefined. */
class Play {
  book: IncidentBook = EMPTY_BOOK;
  #seq = 0;

  theft(given: Given = {}, seq = ++this.#seq): Alert | undefined {
    const event = open(seq, given);
    const { book, alert } = recordTheft(this.book, {
      event,
      credential: credentialAt(given.path ?? '/k'),
      ...lineageOf(given.session ?? 50),
      evasions: given.evasions ?? [],
      ownPod: false,
      build: (told) => alertOf(event, told),
    });
    this.book = book;
    return alert;
  }

  connect(
    name: 'k8s_api_connection' | 'security_socket_connect',
    given: { minutes: number; session?: number; port?: number; seq?: number },
  ): Alert | undefined {
    const seq = given.seq ?? ++this.#seq;
    const { origin, lineage } = lineageOf(given.session ?? 50);
    const { book, alert } = recordRelated(
      this.book,
      {
        schema: 'keywarden.event/1',
        node: 'n',
        boot_id: 'b',
        seq,
        time: at(given.minutes),
        backend: 'syscall',
        name,
        process: { pid: 9, tid: 9, start_time: 9, comm: 'curl' },
        data: { address: '192.0.2.1', port: given.port ?? 443 },
      },
      origin,
      lineage,
    );
    this.book = book;
    return alert;
  }

  birth(minutes: number, id: string): void {
    const { origin, lineage } = lineageOf(1);
    const { book } = recordRelated(
      this.book,
      {
        schema: 'keywarden.event/1',
        node: 'n',
        boot_id: 'b',
        seq: ++this.#seq,
        time: at(minutes),
        backend: 'syscall',
        name: 'container_create',
        process: { pid: 9, tid: 9, start_time: 9, comm: 'runc' },
        data: { cgroup_path: '/x', container: { id } },
      },
      origin,
      lineage,
    );
    this.book = book;
  }
}

describe('an incident', () => {
  it('is opened by the first theft, and is of everything that its session takes', () => {
    const play = new Play();
    const first = play.theft({ path: '/a' });
    const second = play.theft({ path: '/b', minutes: 1 });
    expect(first?.incident).toMatchObject({ stage: 'opened', alert_number: 1, event_count: 1 });
    expect(second?.incident_id).toBe(first?.incident_id);
    expect(second?.incident).toMatchObject({
      stage: 'spread',
      reason: 'also /b',
      alert_number: 2,
      credentials: ['/a', '/b'],
    });
  });

  it('is another one for another session with another credential', () => {
    const play = new Play();
    const first = play.theft({ path: '/a', session: 50, inode: 1 });
    const second = play.theft({ path: '/b', session: 51, inode: 2 });
    expect(second?.incident_id).not.toBe(first?.incident_id);
    expect(second?.incident?.stage).toBe('opened');
  });

  it('is the same for another session with the same credential, up to 15 minutes later', () => {
    const play = new Play();
    const first = play.theft({ session: 50 });
    expect(play.theft({ session: 51, minutes: 15, exe: '/x' })?.incident_id).toBe(
      first?.incident_id,
    );
    expect(play.theft({ session: 52, minutes: 31, exe: '/y' })?.incident_id).not.toBe(
      first?.incident_id,
    );
  });

  it('finds a moved file again by its identity', () => {
    const play = new Play();
    const moved = play.theft({ path: '/etc/key', session: 50, inode: 99 });
    const read = play.theft({ path: '/tmp/x', session: 51, inode: 99, minutes: 2 });
    expect(read?.incident_id).toBe(moved?.incident_id);
  });

  it('gathers one key an hour from a login, and from a container', () => {
    const play = new Play();
    const ids = [0, 60, 120, 180].map(
      (minutes) =>
        play.theft({ path: `/k${String(minutes)}`, inode: minutes, minutes })?.incident_id,
    );
    expect(new Set(ids).size).toBe(1);
    const process = { container: { id: 'c1' } };
    const inside = [200, 260, 320].map((minutes) => {
      const theft = { path: `/c${String(minutes)}`, inode: minutes, session: minutes, minutes };
      return play.theft({ ...theft, process })?.incident_id;
    });
    expect(new Set(inside).size).toBe(1);
    expect(ids).not.toContain(inside[0]);
  });

  it('ends after a day without news', () => {
    const play = new Play();
    const first = play.theft({ path: '/a', inode: 1 });
    const sameDay = play.theft({ path: '/b', inode: 2, minutes: 24 * 60 });
    const later = play.theft({ path: '/c', inode: 3, minutes: 48 * 60 + 1 });
    expect(sameDay?.incident_id).toBe(first?.incident_id);
    expect(later?.incident_id).not.toBe(first?.incident_id);
  });
});

describe('repeats', () => {
  it('raise a count, and are told at the 10th and the 100th', () => {
    const play = new Play();
    const told = Array.from({ length: 120 }, () => play.theft()).flatMap((alert) =>
      alert === undefined ? [] : [alert.incident],
    );
    expect(told).toMatchObject([
      { stage: 'opened', event_count: 1 },
      { stage: 'repeated', event_count: 11 },
      { stage: 'repeated', event_count: 101 },
    ]);
  });

  it('are never another credential, however many there are', () => {
    const play = new Play();
    const alerts = Array.from({ length: 200 }, (_, n) =>
      play.theft({ path: `/k${String(n)}`, inode: n }),
    ).filter((alert) => alert !== undefined);
    expect(alerts).toHaveLength(200);
    expect(new Set(alerts.map(({ incident_id }) => incident_id)).size).toBe(1);
    expect(alerts.at(-1)?.incident?.credentials).toHaveLength(LIMITS.credentials);
    expect(play.theft({ path: '/k150', inode: 150 })).toBeUndefined();
  });

  it('of a whole event, after a redelivery, change nothing', () => {
    const play = new Play();
    play.theft({}, 5);
    const { book } = play;
    expect(play.theft({}, 5)).toBeUndefined();
    expect(play.book).toBe(book);
  });
});

describe('escalation', () => {
  it('by a new evasion, a bulk read, and a second reader', () => {
    const play = new Play();
    const first = play.theft({ path: '/0', inode: 0 });
    const evading = play.theft({ path: '/0', inode: 0, evasions: ['hard_link'] });
    expect(evading?.incident).toMatchObject({
      stage: 'escalated',
      reason: 'evasion hard_link',
    });
    expect(evading?.risk_score).toBeGreaterThan(first?.risk_score ?? 100);
    for (const n of [1, 2, 3]) play.theft({ path: `/${String(n)}`, inode: n });
    expect(play.theft({ path: '/4', inode: 4 })?.incident?.reason).toBe('also /4; bulk read');
    expect(play.theft({ path: '/4', inode: 4, exe: '/bin/tar' })?.incident).toMatchObject({
      stage: 'spread',
      reason: 'also by /bin/tar',
    });
  });

  it('by a connection to the API server, told once, with the event named', () => {
    const play = new Play();
    const theft = play.theft();
    const used = play.connect('k8s_api_connection', { minutes: 60, seq: 77 });
    expect(used).toMatchObject({
      incident_id: theft?.incident_id,
      related: ['n/b/77'],
      incident: { stage: 'escalated', reason: 'credential used: 192.0.2.1:443', alert_number: 2 },
    });
    expect(used?.id).not.toBe(theft?.id);
    expect(used?.risk_score).toBe((theft?.risk_score ?? 0) + 20);
    expect(play.connect('k8s_api_connection', { minutes: 61 })).toBeUndefined();
    expect(play.book.incidents[0]?.related).toHaveLength(2);
  });

  it('by a connection to elsewhere within half an hour, but not by a question for a name', () => {
    const play = new Play();
    play.theft();
    expect(play.connect('security_socket_connect', { minutes: 1, port: 53 })).toBeUndefined();
    const out = play.connect('security_socket_connect', { minutes: 30 });
    expect(out?.risk_factors.at(-1)).toMatchObject({ factor: 'exfiltration suspected' });
    const late = new Play();
    late.theft();
    expect(late.connect('security_socket_connect', { minutes: 31 })).toBeUndefined();
  });

  it('not by another session, nor by what came before the theft', () => {
    const play = new Play();
    play.theft({ minutes: 5 });
    expect(play.connect('k8s_api_connection', { minutes: 6, session: 51 })).toBeUndefined();
    expect(play.connect('k8s_api_connection', { minutes: 4 })).toBeUndefined();
  });

  it('by a container that was made moments ago or may do everything', () => {
    const reader = { container: { id: 'c9' } };
    const play = new Play();
    play.birth(0, 'c9');
    const young = play.theft({ minutes: 10, process: reader });
    expect(young?.risk_factors.map(({ factor }) => factor)).toContain('escape suspected');
    expect(young?.related).toEqual(['n/b/1']);
    const old = new Play();
    old.birth(0, 'c9');
    const quiet = old.theft({ minutes: 11, process: reader });
    expect(quiet?.risk_factors.map(({ factor }) => factor)).not.toContain('escape suspected');
    const mighty = { ...reader, capabilities: '000001ffffffffff' };
    expect(
      new Play().theft({ process: mighty })?.risk_factors.map(({ factor }) => factor),
    ).toContain('escape suspected');
  });
});
