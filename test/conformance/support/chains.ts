import { readerOf, staticUidOf, type Link, type Place, type Reader } from './reader.ts';

export const SYSTEMD: Link = { exe: '/usr/lib/systemd/systemd', argv: ['/sbin/init'] };
const SHIM: Link = { exe: '/usr/bin/containerd-shim-runc-v2' };
const SSHD: Link = { exe: '/usr/sbin/sshd', argv: ['sshd: /usr/sbin/sshd -D [listener]'] };
const SSHD_SESSION: Link = { exe: '/usr/sbin/sshd', argv: ['sshd: admin@pts/0'] };
const TERMINAL = 'pts/0';
const ADMIN = { uid: 1_000, user: 'admin' };

type Program = string | Link;
const linkOf = (program: Program): Link =>
  typeof program === 'string' ? { exe: program } : program;

/** A daemon that systemd started. */
export function service(program: Program, unit: string): Reader {
  return readerOf({ host: [SYSTEMD, linkOf(program)], unit });
}

/** A child of a daemon, such as a plugin or a script that it runs. */
export function childOf(daemon: Program, unit: string, ...rest: Program[]): Reader {
  return readerOf({ host: [SYSTEMD, linkOf(daemon), ...rest.map(linkOf)], unit });
}

/** A command that root typed after a login by ssh and `sudo -i`. */
export function typed(program: Program, more: Partial<Link> = {}): Reader {
  return typedBelow([], { ...linkOf(program), ...more });
}

/** The same below other processes of that session, such as a script. */
export function typedBelow(between: readonly Link[], program: Program): Reader {
  const shell: Link = { exe: '/usr/bin/bash', argv: ['-bash'], tty: TERMINAL };
  const rest = [...between, linkOf(program)].map((link) => ({ ...link, tty: TERMINAL }));
  const host = [SYSTEMD, SSHD, SSHD_SESSION, shell, ...rest];
  return readerOf({ host, unit: 'session-3.scope', login: ADMIN });
}

/** A command of a script that cron or a systemd timer runs. */
export function scripted(program: Program, script: string, by: 'cron' | 'timer'): Reader {
  const shell: Link = { exe: '/usr/bin/bash', argv: ['/bin/bash', script] };
  return by === 'cron'
    ? readerOf({
        host: [
          SYSTEMD,
          { exe: '/usr/sbin/cron' },
          { exe: '/usr/sbin/cron' },
          shell,
          linkOf(program),
        ],
        unit: 'cron.service',
      })
    : readerOf({ host: [SYSTEMD, shell, linkOf(program)], unit: unitOf(script) });
}

/** A program that cron runs itself, as a line of a crontab. */
export function cronJob(program: Program): Reader {
  const shell: Link = { exe: '/usr/bin/dash', argv: ['/bin/sh', '-c', linkOf(program).exe] };
  const host = [SYSTEMD, { exe: '/usr/sbin/cron' }, { exe: '/usr/sbin/cron' }, shell];
  return readerOf({ host: [...host, linkOf(program)], unit: 'cron.service' });
}

function unitOf(script: string): string {
  return `${script.slice(script.lastIndexOf('/') + 1).replace(/\.\w+$/, '')}.service`;
}

/** The first process of a container. */
export function pod(program: Program, place: Place): Reader {
  return podChild([program], place);
}

/** A process of a container below its first one; the last program is the reader. */
export function podChild(programs: readonly Program[], place: Place): Reader {
  return readerOf({ host: [SYSTEMD, SHIM], inside: programs.map(linkOf), place });
}

/** A process that a runtime put into a running container: `kubectl exec`, or an exec probe. */
export function podExec(programs: readonly Program[], place: Place): Reader {
  return readerOf({
    host: [SYSTEMD, SHIM],
    inside: programs.map(linkOf),
    place,
    isFirst: false,
  });
}

/** The pod of a component that the kubelet makes from a manifest. */
export function staticPlace(name: string, image: string, more: Partial<Place> = {}): Place {
  return {
    image,
    namespace: 'kube-system',
    pod: `${name}-cp-1`,
    podUid: staticUidOf(name),
    isStatic: true,
    ...more,
  };
}

/** A component in its own static pod. */
export function staticPod(program: Program, image: string, more: Partial<Place> = {}): Reader {
  const { exe } = linkOf(program);
  return pod(program, staticPlace(exe.slice(exe.lastIndexOf('/') + 1), image, more));
}

/** A program of a script that root started after a login. */
export function readerOfScript(program: Program, script: string): Reader {
  return typedBelow([{ exe: '/usr/bin/bash', argv: ['bash', script] }], program);
}
