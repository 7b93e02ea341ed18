import { fromKernelDevice } from '../device.js';
import type { FileOpenEvent, PathState, SensorEvent } from '../types.js';
import {
  EVENT_TYPE,
  FILE_BODY,
  FILE_BY_HANDLE,
  FILE_IO_URING,
  FILE_UNCONFIRMED,
  HEADER,
  SECTION_DELETED,
  SECTION_DISCONNECTED,
  SECTION_TRUNCATED,
  SECTION_UNREACHABLE,
  SECTIONS,
  WATCH_CANARY,
  WATCH_DISK,
} from './layout.js';
import { pathFromNames, resolveText } from './path.js';
import { decodeProcess } from './process.js';
import type { RecordView } from './record.js';
import { bytesToText, untilNul } from './text.js';

interface BothViews {
  readonly path: string;
  readonly rootPath: string;
  readonly truncated: boolean;
}

/**
 * Both views of a path: names of the mount view, of which the first `shared` bytes belong to the
 * file-system-rooted view too, and the rest of that view. `text` goes on from there.
 */
function viewsOf(record: RecordView, section: number, text: Uint8Array): BothViews {
  const names = record.section(section);
  const rest = record.section(section + 1);
  const rootNames = Buffer.concat([names.bytes.subarray(0, names.shared), rest.bytes]);
  const path = pathFromNames(names.bytes);
  const rootPath = pathFromNames(rootNames);
  const truncated = ((names.flags | rest.flags) & SECTION_TRUNCATED) !== 0;
  if (text.length === 0) return { path, rootPath, truncated };
  const suffix = bytesToText(text);
  return {
    path: resolveText(path, suffix),
    rootPath: resolveText(rootPath, suffix),
    truncated,
  };
}

function stateOf(flags: number): PathState | undefined {
  if ((flags & SECTION_DISCONNECTED) !== 0) return 'disconnected';
  if ((flags & SECTION_UNREACHABLE) !== 0) return 'unreachable';
  return (flags & SECTION_DELETED) === 0 ? undefined : 'deleted';
}

function factsOf(record: RecordView) {
  const marks = record.body32(FILE_BODY.marks);
  const isCanary = (record.body32(FILE_BODY.watch) & WATCH_CANARY) !== 0;
  return {
    timeNs: record.u64(HEADER.time),
    process: decodeProcess(record),
    device: fromKernelDevice(record.body32(FILE_BODY.device)),
    inode: record.body64(FILE_BODY.inode),
    mode: record.body32(FILE_BODY.mode),
    mountNamespace: record.body32(FILE_BODY.mount_namespace),
    viaIoUring: (marks & FILE_IO_URING) !== 0,
    unconfirmed: (marks & FILE_UNCONFIRMED) !== 0,
    ...(isCanary ? ({ canary: true } as const) : {}),
  };
}

function decodeOpen(record: RecordView, name: FileOpenEvent['name']): FileOpenEvent {
  const { path, rootPath, truncated } = viewsOf(record, SECTIONS.PATH, new Uint8Array());
  const text = untilNul(record.section(SECTIONS.TEXT).bytes);
  const pathState = stateOf(record.section(SECTIONS.PATH).flags);
  const isDisk = (record.body32(FILE_BODY.watch) & WATCH_DISK) !== 0;
  return {
    name,
    ...factsOf(record),
    pathname: path,
    rootPath,
    flags: record.body32(FILE_BODY.flags),
    truncated,
    byHandle: (record.body32(FILE_BODY.marks) & FILE_BY_HANDLE) !== 0,
    ...(text.length === 0 ? {} : { text: bytesToText(text) }),
    ...(pathState === undefined ? {} : { pathState }),
    ...(isDisk ? { disk: fromKernelDevice(Number(record.body64(FILE_BODY.new_inode))) } : {}),
  };
}

/** An open, rename or link; undefined for another type. */
export function decodeFileEvent(record: RecordView, type: number): SensorEvent | undefined {
  if (type === EVENT_TYPE.FILE_OPEN) return decodeOpen(record, 'security_file_open');
  if (type === EVENT_TYPE.FILE_RECEIVE) return decodeOpen(record, 'security_file_receive');
  if (type !== EVENT_TYPE.INODE_RENAME && type !== EVENT_TYPE.INODE_LINK) return undefined;
  const oldText = untilNul(record.section(SECTIONS.TEXT).bytes);
  const newText = untilNul(record.section(SECTIONS.NEW_TEXT).bytes);
  const old = viewsOf(record, SECTIONS.PATH, oldText);
  const next = viewsOf(record, SECTIONS.NEW_PATH, newText);
  const move = {
    ...factsOf(record),
    oldPath: old.path,
    newPath: next.path,
    oldRootPath: old.rootPath,
    newRootPath: next.rootPath,
    otherInode: record.body64(FILE_BODY.new_inode),
    truncated: old.truncated || next.truncated,
  };
  return type === EVENT_TYPE.INODE_RENAME
    ? { name: 'security_inode_rename', ...move, renameFlags: record.body32(FILE_BODY.flags) }
    : { name: 'security_inode_link', ...move };
}
