import { join } from 'node:path';
import { cachedFolder } from '../support/cache.ts';
import { repositoryRoot } from '../support/paths.ts';
import { run } from '../support/process.ts';

/**
 * The folder with the jars of Kafka 4.3.1 (45 files, 43 MB), fetched by Maven the first time.
 *
 * @throws when Maven is missing or cannot reach a repository; the message has Maven's own output.
 */
export function kafkaJars(): Promise<string> {
  return mavenJars('kafka-4.3.1', 'pom.xml');
}

/** The same with Kafka's command line tools and Kafka Connect. */
export function kafkaToolJars(): Promise<string> {
  return mavenJars('kafka-tools-4.3.1', 'tools-pom.xml');
}

function mavenJars(name: string, pom: string): Promise<string> {
  return cachedFolder(name, async (folder) => {
    const args = [
      '-q',
      '-B',
      '-f',
      join(repositoryRoot, 'test/kafka', pom),
      'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies',
      `-DoutputDirectory=${folder}`,
      '-DincludeScope=runtime',
    ];
    const maven = await run('mvn', args, { deadlineMs: 280_000 }).catch((error: unknown) => {
      throw new Error(
        `Kafka's jars come from Maven: is the package maven installed? ${String(error)}`,
        { cause: error },
      );
    });
    if (maven.code !== 0) {
      const output = [...maven.stdout, ...maven.stderr].join('\n');
      throw new Error(`mvn ${args.join(' ')} ended with ${String(maven.code)}:\n${output}`);
    }
  });
}
