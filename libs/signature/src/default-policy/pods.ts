import type { DefaultRule } from './rule.js';

/** What a pod does with its own volumes. */
export const PODS: readonly DefaultRule[] = [
  {
    name: 'own-pod',
    reason: 'A program reads the tokens and secrets of its own pod, again on each rotation.',
    reader: { container: true, helper: false },
    own_pod: true,
    how: ['open', 'rename', 'link'],
  },
  {
    name: 'systemd-environment-file',
    reason: 'systemd reads the EnvironmentFile of a unit.',
    reader: {
      exe: [
        '/usr/lib/systemd/systemd',
        '/lib/systemd/systemd',
        '/usr/lib/systemd/systemd-executor',
      ],
      container: false,
      uid: [0],
    },
    kinds: ['other'],
    paths: [
      '/etc/default/**',
      '/etc/sysconfig/**',
      '/etc/systemd/system/**',
      '/usr/local/lib/systemd/system/**',
    ],
  },
];
