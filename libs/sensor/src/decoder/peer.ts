import { formatAddress } from '../address.js';
import type { SensorEvent } from '../types.js';
import { CONNECT_BODY, EVENT_TYPE, HEADER, PROCESS_BODY, SECTIONS } from './layout.js';
import { pathFromNames } from './path.js';
import { decodeProcess } from './process.js';
import type { RecordView } from './record.js';

/** What concerns other processes, the network or cgroups; undefined for another type. */
export function decodePeerEvent(record: RecordView, type: number): SensorEvent | undefined {
  const base = { timeNs: record.u64(HEADER.time), process: decodeProcess(record) };
  switch (type) {
    case EVENT_TYPE.PTRACE_ACCESS:
      return {
        name: 'security_ptrace_access_check',
        ...base,
        target: {
          pid: record.body32(PROCESS_BODY.child_pid),
          startTimeNs: record.body64(PROCESS_BODY.child_start_time),
        },
      };
    case EVENT_TYPE.CONNECT:
    case EVENT_TYPE.SESSION_CONNECT:
      return {
        name: type === EVENT_TYPE.CONNECT ? 'k8s_api_connection' : 'security_socket_connect',
        ...base,
        address: formatAddress(record.bodyRaw(CONNECT_BODY.address)),
        port: record.body16(CONNECT_BODY.port),
      };
    case EVENT_TYPE.CGROUP_MKDIR:
    case EVENT_TYPE.CGROUP_RMDIR:
      return {
        name: type === EVENT_TYPE.CGROUP_MKDIR ? 'cgroup_mkdir' : 'cgroup_rmdir',
        ...base,
        cgroupPath: pathFromNames(record.section(SECTIONS.CGROUP).bytes),
      };
    case EVENT_TYPE.DIRECTORY:
      return { name: 'directory_change', ...base };
    default:
      return undefined;
  }
}
