import { fromKernelDevice } from '../device.js';
import type { SensorEvent } from '../types.js';
import { EVENT_TYPE, FILE_BODY, FILE_UNCONFIRMED, HEADER, SECTIONS } from './layout.js';
import { SECTION_TRUNCATED } from './layout.js';
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

/** An open, rename or link; undefined for another type. */
export function decodeFileEvent(record: RecordView, type: number): SensorEvent | undefined {
  if (type < EVENT_TYPE.FILE_OPEN || type > EVENT_TYPE.INODE_LINK) return undefined;
  const oldText = untilNul(record.section(SECTIONS.TEXT).bytes);
  const newText = untilNul(record.section(SECTIONS.NEW_TEXT).bytes);
  const old = viewsOf(record, SECTIONS.PATH, oldText);
  const base = {
    timeNs: record.u64(HEADER.time),
    process: decodeProcess(record),
    device: fromKernelDevice(record.body32(FILE_BODY.device)),
    inode: record.body64(FILE_BODY.inode),
    mode: record.body32(FILE_BODY.mode),
  };
  const flags = record.body32(FILE_BODY.flags);
  if (type === EVENT_TYPE.FILE_OPEN) {
    return {
      name: 'security_file_open',
      ...base,
      pathname: old.path,
      rootPath: old.rootPath,
      flags,
      truncated: old.truncated,
    };
  }
  const next = viewsOf(record, SECTIONS.NEW_PATH, newText);
  const move = {
    ...base,
    oldPath: old.path,
    newPath: next.path,
    oldRootPath: old.rootPath,
    newRootPath: next.rootPath,
    otherInode: record.body64(FILE_BODY.new_inode),
    unconfirmed: (record.body32(FILE_BODY.marks) & FILE_UNCONFIRMED) !== 0,
    truncated: old.truncated || next.truncated,
  };
  return type === EVENT_TYPE.INODE_RENAME
    ? { name: 'security_inode_rename', ...move, renameFlags: flags }
    : { name: 'security_inode_link', ...move };
}
