import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from '../../support/cache.ts';
import { repositoryRoot } from '../../support/paths.ts';
import { freePort } from '../../support/ports.ts';
import { run, start } from '../../support/process.ts';
import { tempDir } from '../../support/temp.ts';

const here = join(repositoryRoot, 'test/sinks-siem/opensearch');

export interface SearchNode {
  readonly url: string;
  stop(): Promise<unknown>;
}

/** A real OpenSearch 2.19 of one node on loopback; its jars come from Maven the first time. */
export async function startOpenSearch(): Promise<SearchNode> {
  const jars = await cachedFolder('opensearch-2.19.6', fetchJars);
  const port = await freePort();
  const folder = tempDir('opensearch');
  await mkdir(join(folder, 'config'));
  const child = await start('java', [
    '-Xms256m',
    '-Xmx512m',
    '-cp',
    join(jars, '*'),
    join(here, 'SearchNode.java'),
    String(port),
    String(await freePort()),
    folder,
  ]);
  await child.waitForLine(/^ready$/, 120_000);
  return { url: `http://127.0.0.1:${String(port)}`, stop: () => child.stop() };
}

async function fetchJars(folder: string): Promise<void> {
  const args = [
    '-q',
    '-B',
    '-f',
    join(here, 'pom.xml'),
    'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies',
    `-DoutputDirectory=${folder}`,
    '-DincludeScope=runtime',
  ];
  const { code, stdout, stderr } = await run('mvn', args, { deadlineMs: 280_000 });
  if (code !== 0) {
    const output = [...stdout, ...stderr].join('\n');
    throw new Error(`mvn ${args.join(' ')} ended with ${String(code)}:\n${output}`);
  }
}
