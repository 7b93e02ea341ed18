import { join } from 'node:path';
import { type Attack, EVERYWHERE, OPEN } from '../scenario.ts';
import { layOutVolume, mountVolume, unmountVolume } from './volumes.ts';

const TOKEN = /\/kube-api-access\/(\.\.[^/]*\/)?token$/;

function podVolume(row: Pick<Attack, 'id' | 'technique'> & Partial<Attack>): Attack {
  return {
    source: 'kubernetes:pkg/volume/util/atomic_writer.go; badPods can-they.sh',
    program: 'read',
    args: (at) => [join(at.volumes, 'kubernetes.io~projected/kube-api-access/token')],
    events: OPEN,
    credential: TOKEN,
    evasions: [],
    seen: EVERYWHERE,
    leave: unmountVolume,
    ...row,
  };
}

/** A pod's token, by the names that the kubelet gives it: its own links are no detour. */
export const podAttacks: readonly Attack[] = [
  podVolume({
    id: 'pod-volume',
    technique: "a pod's projected token on its own tmpfs",
    prepare: mountVolume,
  }),
  podVolume({
    id: 'pod-volume-new',
    technique: "a pod's projected token on a tmpfs that was mounted a moment ago",
    arrive: mountVolume,
  }),
  podVolume({
    id: 'pod-volume-data',
    technique: "a pod's projected token through ..data",
    prepare: layOutVolume,
    args: (at) => [join(at.volumes, 'kubernetes.io~projected/kube-api-access/..data/token')],
  }),
];
