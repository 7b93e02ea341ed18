import type { SensorEvent } from '../types.js';
import { decodeFileEvent } from './file.js';
import { decodePeerEvent } from './peer.js';
import {
  EVENT_TYPE,
  EVENT_VERSION,
  HEADER,
  PROCESS_BODY,
  RECORD_SIZE,
  SECTIONS,
} from './layout.js';
import { SECTION_TRUNCATED } from './layout.js';
import { decodeProcess } from './process.js';
import { RecordView } from './record.js';
import { bytesToText, splitNul, untilNul } from './text.js';

/** Why a record could not be decoded. */
export type DecodeFault = 'short_record' | 'wrong_version' | 'unknown_type';

export interface DecodedBatch {
  /** The reader noticed that mounts have changed. */
  readonly mountsChanged: boolean;
  readonly events: SensorEvent[];
  readonly faults: readonly DecodeFault[];
}

function decodeExit(code: number): { exitCode: number; signal: number } {
  const signal = code & 0x7f;
  return { exitCode: signal === 0 ? (code >> 8) & 0xff : 128 + signal, signal };
}

function decodeLifecycle(record: RecordView, type: number): SensorEvent | undefined {
  const base = { timeNs: record.u64(HEADER.time), process: decodeProcess(record) };
  switch (type) {
    case EVENT_TYPE.PROCESS_FORK:
      return {
        name: 'sched_process_fork',
        ...base,
        child: {
          pid: record.body32(PROCESS_BODY.child_pid),
          startTimeNs: record.body64(PROCESS_BODY.child_start_time),
        },
      };
    case EVENT_TYPE.PROCESS_EXEC: {
      const argv = record.section(SECTIONS.ARGV);
      return {
        name: 'sched_process_exec',
        ...base,
        filename: bytesToText(untilNul(record.section(SECTIONS.FILENAME).bytes)),
        argv: splitNul(argv.bytes).map(bytesToText),
        argvTruncated: (argv.flags & SECTION_TRUNCATED) !== 0,
        ...preloadOf(record),
      };
    }
    case EVENT_TYPE.PROCESS_EXIT:
      return {
        name: 'sched_process_exit',
        ...base,
        ...decodeExit(record.bodySigned32(PROCESS_BODY.exit_code)),
      };
    default:
      return undefined;
  }
}

function preloadOf(record: RecordView): { preload?: string } {
  const { bytes } = record.section(SECTIONS.PRELOAD);
  return bytes.length === 0 ? {} : { preload: bytesToText(untilNul(bytes)) };
}

/** One record of exactly its own length. Never throws: bytes are hostile until proven otherwise. */
export function decodeRecord(bytes: Uint8Array): SensorEvent | DecodeFault {
  if (bytes.length < RECORD_SIZE) return 'short_record';
  const record = new RecordView(bytes);
  if (record.u16(HEADER.version) !== EVENT_VERSION) return 'wrong_version';
  const type = record.u16(HEADER.type);
  return (
    decodeFileEvent(record, type) ??
    decodeLifecycle(record, type) ??
    decodePeerEvent(record, type) ??
    'unknown_type'
  );
}

/**
 * Records one after another, each beginning with its length. A length that cannot be right ends the
 * batch, because nothing after it can be found; any other fault costs one record.
 */
export function decodeBatch(bytes: Uint8Array): DecodedBatch {
  const events: SensorEvent[] = [];
  const faults: DecodeFault[] = [];
  let mountsChanged = false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    const size = at + 4 <= bytes.length ? view.getUint32(at, true) : 0;
    if (size < RECORD_SIZE || at + size > bytes.length) {
      faults.push('short_record');
      break;
    }
    const type = view.getUint16(at + HEADER.type.offset, true);
    const decoded =
      type === EVENT_TYPE.MOUNT ? 'mounts' : decodeRecord(bytes.subarray(at, at + size));
    if (decoded === 'mounts') mountsChanged = true;
    else if (typeof decoded === 'string') faults.push(decoded);
    else events.push(decoded);
    at += size;
  }
  return { events, faults, mountsChanged };
}
