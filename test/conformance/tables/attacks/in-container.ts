import type { Case } from '../../support/case.ts';
import { pod, podChild, podExec } from '../../support/chains.ts';
import { APP, attack, OWN_TOKEN } from './shared.ts';

/** Facts 6.1 to 6.7. */
export const IN_CONTAINER: readonly Case[] = [
  ...attack(1, [
    {
      title: 'kubectl exec POD -- cat',
      ...OWN_TOKEN,
      reader: podExec(['/bin/cat'], APP),
      expected: 'pod-helper',
    },
    {
      title: 'cat of /run/secrets (Atomic T1552.007)',
      ...OWN_TOKEN,
      given: '/run/secrets/kubernetes.io/serviceaccount/token',
      reader: podExec(['/usr/bin/cat'], APP),
      expected: 'pod-helper',
    },
  ]),
  ...attack(2, [
    {
      title: '/run of the kubelet API with sh -c cat',
      ...OWN_TOKEN,
      reader: podExec(['/bin/sh', '/bin/cat'], APP),
      expected: 'pod-helper',
    },
  ]),
  ...attack(
    4,
    ['/bin/cp', '/bin/tar', '/usr/bin/base64', '/usr/bin/curl'].map(
      (exe) =>
        ({
          title: `${exe} takes the token`,
          ...OWN_TOKEN,
          reader: podExec(['/bin/bash', exe], APP),
          expected: 'pod-helper',
        }) as const,
    ),
  ),
  ...attack(5, [
    {
      title: 'python3 -c open(…)',
      ...OWN_TOKEN,
      reader: podExec([{ exe: '/usr/bin/python3.14', argv: ['python3', '-c', 'open()'] }], APP),
      expected: 'pod-helper',
    },
    {
      title: 'perl',
      ...OWN_TOKEN,
      reader: podExec(['/usr/bin/perl'], APP),
      expected: 'pod-helper',
    },
    {
      title: 'busybox cat',
      ...OWN_TOKEN,
      reader: podExec([{ exe: '/bin/busybox', comm: 'cat' }], APP),
      expected: 'pod-helper',
    },
    { title: 'a static binary in /tmp', ...OWN_TOKEN, reader: podExec(['/tmp/.x'], APP) },
    {
      title: 'a program in memory',
      ...OWN_TOKEN,
      reader: podExec([{ exe: '/memfd:x (deleted)', file: { memfd: true, deleted: true } }], APP),
    },
    {
      title: 'the program of the container, replaced by one in memory',
      ...OWN_TOKEN,
      reader: pod({ exe: '/memfd:y (deleted)', file: { memfd: true, deleted: true } }, APP),
    },
    {
      title: 'a program that deleted itself',
      ...OWN_TOKEN,
      reader: podChild(['/app/server', { exe: '/app/x', file: { deleted: true } }], APP),
    },
  ]),
  ...attack(6, [
    {
      title: 'CDK auto under another name',
      ...OWN_TOKEN,
      reader: podExec([{ exe: '/tmp/nginx-helper', argv: ['nginx-helper', 'auto'] }], APP),
    },
    { title: 'Peirates at its start', ...OWN_TOKEN, reader: podExec(['/dev/shm/peirates'], APP) },
  ]),
  ...attack(
    7,
    [
      'eks.amazonaws.com/serviceaccount/token',
      'pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token',
      'azure/wi/token/azure-identity-token',
    ].map((name) => ({
      title: `cat of ${name}`,
      path: `/var/run/secrets/${name}`,
      reader: podExec(['/bin/cat'], APP),
    })),
  ),
];
