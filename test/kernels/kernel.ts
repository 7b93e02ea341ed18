import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from '../support/cache.ts';
import { run } from '../support/process.ts';

/** Debian's cloud kernels (no hardware drivers, everything BPF needs built in), by suite. */
const kernels = {
  '6.1': {
    suites: ['bookworm', 'bookworm-security'],
    release: /^linux-image-(6\.1\.0-\d+-cloud-amd64)$/,
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
  const image = (await readdir(join(folder, 'boot'))).find((name) => name.startsWith('vmlinuz-'));
  if (image === undefined) {
    throw new Error(`${folder}/boot has no vmlinuz: remove ${folder} and try again`);
  }
  const release = image.slice('vmlinuz-'.length);
  return {
    version,
    image: join(folder, 'boot', image),
    release,
    modules: join(folder, 'lib/modules', release),
  };
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
  await succeed('apt-get', [...options, '-q', 'download', wanted], folder);
  const archive = (await readdir(folder)).find((name) => name.endsWith('.deb'));
  await succeed('dpkg-deb', ['-x', archive ?? `${wanted}.deb`, '.'], folder);
  await succeed('rm', ['-r', 'apt', archive ?? ''], folder);
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
