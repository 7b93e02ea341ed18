// Builds the kernel programs and the addon: clang -target bpf, then node-gyp. Needs no network when
// Node's headers are on this machine, and no BTF of the running kernel. libbpf is linked as a shared
// library: the archives that distributions ship are not position-independent.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const dist = join(here, 'dist');
const PROGRAMS = ['syscall', 'fentry', 'kprobe', 'empty', 'empty_per_syscall'];
const ARCHITECTURES = {
  x64: { define: '__TARGET_ARCH_x86', triplet: 'x86_64-linux-gnu' },
  arm64: { define: '__TARGET_ARCH_arm64', triplet: 'aarch64-linux-gnu' },
};
const PACKAGES = 'clang llvm libbpf-dev libelf-dev zlib1g-dev build-essential';

function fail(message) {
  console.error(`build:native: ${message}`);
  process.exit(1);
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { stdio: 'inherit', cwd: here, ...options });
  if (result.error?.code === 'ENOENT') {
    fail(`${command} is not installed. On Debian: apt-get install ${PACKAGES}`);
  }
  if (result.status !== 0) fail(`${command} ${args.join(' ')} ended with ${result.status}`);
}

function compilePrograms({ define, triplet }) {
  const output = join(dist, 'bpf');
  mkdirSync(output, { recursive: true });
  for (const name of PROGRAMS) {
    const object = join(output, `${name}.bpf.o`);
    const source = join(root, 'bpf/programs', `${name}.bpf.c`);
    const include = `/usr/include/${triplet}`;
    run('clang', [
      ...['-O2', '-g', '-Wall', '-Wextra', '-Werror', '-target', 'bpf', `-D${define}`],
      ...(existsSync(include) ? [`-I${include}`] : []),
      ...['-c', source, '-o', object],
    ]);
    run('llvm-strip', ['-g', object]);
  }
}

/** The folder that holds include/node/node_api.h of the Node that runs, or of the system. */
function nodeDirectory() {
  const require = createRequire(import.meta.url);
  const candidates = [resolve(dirname(realpathSync(process.execPath)), '..')];
  const packaged = `node-linux-${process.arch}`;
  try {
    candidates.push(dirname(require.resolve(`${packaged}/package.json`)));
  } catch {
    // The package is optional: the system's headers, or node-gyp's own download, will do.
  }
  candidates.push('/usr');
  return candidates.find((folder) => existsSync(join(folder, 'include/node/node_api.h')));
}

function buildAddon() {
  const nodeGyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
  const nodedir = nodeDirectory();
  const extra = nodedir === undefined ? [] : [`--nodedir=${nodedir}`];
  run(process.execPath, [nodeGyp, 'rebuild', '--loglevel=error', ...extra]);
  mkdirSync(join(dist, 'native'), { recursive: true });
  copyFileSync(
    join(here, 'build/Release/keywarden_sensor.node'),
    join(dist, 'native/keywarden_sensor.node'),
  );
}

const architecture = ARCHITECTURES[process.arch] ?? fail(`no support for ${process.arch}`);
compilePrograms(architecture);
buildAddon();
