import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cachedFolder } from '../support/cache.ts';
import { run } from '../support/process.ts';

/** Debian's cloud kernels (no hardware drivers, everything BPF needs built in), by suite. */
const kernels = {
  '5.10': {
    suites: ['bullseye', 'bullseye-security'],
    release: /^linux-image-(5\.10\.0-\d+-cloud-amd64)$/,
  },
  '6.1': {
    suites: ['bookworm', 'bookworm-security'],
    release: /^linux-image-(6\.1\.0-\d+-cloud-amd64)$/,
  },
  '6.12': {
    suites: ['trixie', 'trixie-security'],
    release: /^linux-image-(6\.12\.\d+\S*-cloud-amd64)$/,
  },
  newest: {
    suites: ['sid'],
    release: /^linux-image-(\d+\.\d+\S*-cloud-amd64)$/,
  },
} as const;

export type KernelVersion = keyof typeof kernels;

export interface Kernel {
  readonly version: KernelVersion;
  /** The file to boot. */
  readonly image: string;
  /** uname -r, e.g. 6.1.0-56-cloud-amd64. */
  readonly release: string;
  /** The folder with the kernel's modules, for guests that load some. */
  readonly modules: string;
}

/**
 * Fetches a Debian kernel package and unpacks it below .cache/kernels without installing it. The
 * package lists are the harness's own, so the host may run another Debian release.
 *
 * @throws when apt or dpkg is missing or the archive cannot be reached; the message has apt's output.
 */
export async function fetchKernel(version: KernelVersion): Promise<Kernel> {
  const folder = await cachedFolder(`kernel-${version}`, (partial) => download(version, partial));
  const image = await findImage(folder);
  if (image === undefined) {
    throw new Error(`${folder} has no vmlinuz: remove it and try again`);
  }
  // Debian has moved the modules from /lib to /usr/lib.
  const modules = ['lib/modules', 'usr/lib/modules']
    .map((place) => join(folder, place, image.release))
    .find((place) => existsSync(place));
  return {
    version,
    image: image.path,
    release: image.release,
    modules: modules ?? join(folder, 'lib/modules', image.release),
  };
}

/** /boot/vmlinuz-RELEASE, or since 7.2 /usr/lib/modules/RELEASE/vmlinuz. */
async function findImage(folder: string): Promise<{ path: string; release: string } | undefined> {
  const files = await readdir(folder, { recursive: true });
  for (const file of files) {
    const name = basename(file);
    if (name === 'vmlinuz') return { path: join(folder, file), release: basename(dirname(file)) };
    if (name.startsWith('vmlinuz-')) {
      return { path: join(folder, file), release: name.slice('vmlinuz-'.length) };
    }
  }
  return undefined;
}

async function download(version: KernelVersion, folder: string): Promise<void> {
  const { suites, release } = kernels[version];
  const apt = join(folder, 'apt');
  for (const name of ['lists/partial', 'cache/archives/partial', 'sources', 'etc']) {
    await mkdir(join(apt, name), { recursive: true });
  }
  await writeFile(join(apt, 'sources/debian.list'), suites.map(sourceLine).join(''));
  const options = [
    ['Dir::State::lists', join(apt, 'lists')],
    ['Dir::Cache', join(apt, 'cache')],
    ['Dir::Etc::sourcelist', '/dev/null'],
    ['Dir::Etc::sourceparts', join(apt, 'sources')],
    ['Dir::Etc::preferencesparts', join(apt, 'etc')],
    ['APT::Architecture', 'amd64'],
    ['APT::Architectures', 'amd64'],
    ['APT::Sandbox::User', ''],
  ].flatMap(([name = '', value = '']) => ['-o', `${name}=${value}`]);

  await succeed('apt-get', [...options, '-q', 'update'], folder);
  const depends = await succeed(
    'apt-cache',
    [...options, 'depends', 'linux-image-cloud-amd64'],
    folder,
  );
  const wanted = depends
    .map((line) => line.trim().split(' ').at(-1) ?? '')
    .find((name) => release.test(name));
  if (wanted === undefined) {
    throw new Error(
      `no kernel ${version} in ${suites.join(', ')}; apt-cache said:\n${depends.join('\n')}`,
    );
  }
  // Newer packages are empty and depend on the image proper and on its modules.
  const parts = await succeed('apt-cache', [...options, 'depends', wanted], folder);
  const proper = parts
    .map((line) => line.trim().split(' ').at(-1) ?? '')
    .filter((name) => /^linux-(?:binary|modules)-/.test(name));
  const packages = proper.length > 0 ? proper : [wanted];
  await succeed('apt-get', [...options, '-q', 'download', ...packages], folder);
  const archives = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  for (const archive of archives) await succeed('dpkg-deb', ['-x', archive, '.'], folder);
  await succeed('rm', ['-r', 'apt', ...archives], folder);
}

function sourceLine(suite: string): string {
  const mirror = suite.endsWith('-security')
    ? 'http://deb.debian.org/debian-security'
    : 'http://deb.debian.org/debian';
  return `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror} ${suite} main\n`;
}

async function succeed(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<readonly string[]> {
  const { code, stdout, stderr } = await run(command, args, {
    cwd,
    deadlineMs: 300_000,
    env: { LC_ALL: 'C' },
  });
  if (code !== 0) {
    const output = [...stdout, ...stderr].join('\n');
    throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}:\n${output}`);
  }
  return stdout;
}
