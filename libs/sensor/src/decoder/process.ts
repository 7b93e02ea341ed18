import { fromKernelDevice } from '../device.js';
import type { Ancestor, SensorProcess } from '../types.js';
import { ANCESTOR, ANCESTOR_SIZE, EXE_DELETED, HEADER, NO_LOGINUID, SECTIONS } from './layout.js';
import { pathFromNames } from './path.js';
import { RecordView } from './record.js';
import { bytesToText, untilNul } from './text.js';

function ancestorsOf(bytes: Uint8Array): Ancestor[] {
  const ancestors: Ancestor[] = [];
  for (let at = 0; at + ANCESTOR_SIZE <= bytes.length; at += ANCESTOR_SIZE) {
    const view = new RecordView(bytes.subarray(at, at + ANCESTOR_SIZE));
    ancestors.push({
      pid: view.u32(ANCESTOR.pid),
      startTimeNs: view.u64(ANCESTOR.start_time),
      comm: bytesToText(untilNul(view.raw(ANCESTOR.comm))),
    });
  }
  return ancestors;
}

/** The process facts that every record carries, and the ones its sections add. */
export function decodeProcess(record: RecordView): SensorProcess {
  const exe = record.section(SECTIONS.EXE).bytes;
  const cwd = record.section(SECTIONS.CWD).bytes;
  const cgroup = record.section(SECTIONS.CGROUP).bytes;
  const ancestors = record.section(SECTIONS.ANCESTORS).bytes;
  // The root of a tree has no name, so an empty section does not mean that nobody looked.
  const isDetailed = ancestors.length > 0 || cwd.length > 0 || cgroup.length > 0;
  const loginuid = record.u32(HEADER.loginuid);
  const tty = bytesToText(untilNul(record.raw(HEADER.tty)));
  return {
    pid: record.u32(HEADER.pid),
    tid: record.u32(HEADER.tid),
    startTimeNs: record.u64(HEADER.start_time),
    comm: bytesToText(untilNul(record.raw(HEADER.comm))),
    uid: record.u32(HEADER.uid),
    euid: record.u32(HEADER.euid),
    cgroupId: record.u64(HEADER.cgroup_id),
    exe: {
      device: fromKernelDevice(record.u32(HEADER.exe_device)),
      inode: record.u64(HEADER.exe_inode),
      deleted: (record.u32(HEADER.exe_flags) & EXE_DELETED) !== 0,
      ...(exe.length > 0 ? { path: pathFromNames(exe) } : {}),
    },
    parent: {
      pid: record.u32(HEADER.parent_pid),
      startTimeNs: record.u64(HEADER.parent_start_time),
    },
    capabilities: record.u64(HEADER.capabilities),
    ...(loginuid === NO_LOGINUID ? {} : { loginuid }),
    ...(tty === '' ? {} : { tty }),
    session: record.u32(HEADER.session),
    nsPid: record.u32(HEADER.ns_pid),
    mountNamespace: record.u32(HEADER.mount_namespace),
    pidNamespace: record.u32(HEADER.pid_namespace),
    root: {
      device: fromKernelDevice(record.u32(HEADER.root_device)),
      inode: record.u64(HEADER.root_inode),
    },
    ...(isDetailed ? { cgroup: pathFromNames(cgroup), cwd: pathFromNames(cwd) } : {}),
    ancestors: ancestorsOf(ancestors),
  };
}
