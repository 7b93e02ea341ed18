import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { run } from './run.mjs';
import { contentHash, filesBelow, isStamped, stamp } from './stamp.mjs';
import { say } from './terminal.mjs';

/** Compiles the kernel programs and the addon when their sources changed. */
export async function buildNative() {
  const sources = [
    ...filesBelow('bpf'),
    ...filesBelow('libs/sensor', (path) => !/\.tsx?$/.test(path)),
    'package-lock.json',
  ];
  const hash = contentHash(sources);
  const isBuilt = existsSync(join(root, 'libs/sensor/dist/native/keywarden_sensor.node'));
  if (isBuilt && isStamped('native', hash)) {
    return true;
  }
  say('Compiling the kernel programs and the addon');
  return stampAfter('native', hash, [
    'npm',
    'run',
    '--silent',
    'build:native',
    '-w',
    '@keywarden/sensor',
  ]);
}

/** Compiles libraries and applications when a source changed; tests are another matter (the stage `types`). */
export async function buildTypeScript() {
  const projects = ['libs', 'apps'].flatMap((kind) =>
    readdirSync(join(root, kind)).map((name) => `${kind}/${name}`),
  );
  const isSource = (path) => /\.(ts|json)$/.test(path);
  const sources = projects.flatMap((project) => filesBelow(project, isSource));
  const hash = contentHash([...sources, 'tsconfig.base.json', 'package-lock.json']);
  const isBuilt = projects.every((project) => existsSync(join(root, project, 'dist/index.js')));
  if (isBuilt && isStamped('typescript', hash)) {
    return true;
  }
  say('Compiling TypeScript');
  return stampAfter('typescript', hash, ['tsc', '-b', ...projects]);
}

async function stampAfter(step, hash, command) {
  const succeeded = (await run(command)) === 0;
  if (succeeded) {
    stamp(step, hash);
  }
  return succeeded;
}
