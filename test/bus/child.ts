import { join } from 'node:path';
import { nodeBinary, repositoryRoot } from '../support/paths.ts';
import { start } from '../support/process.ts';

export interface ChildConsumer {
  untilWorking(): Promise<void>;
  kill9(): Promise<void>;
}

/** A consumer in a process of its own (the built library), whose handler never ends. */
export async function startChildConsumer(settings: {
  bootstrap: string;
  topic: string;
  groupId: string;
}): Promise<ChildConsumer> {
  const script = join(repositoryRoot, 'test/bus/hanging-consumer.ts');
  const child = await start(nodeBinary, [script, JSON.stringify(settings)], {
    cwd: repositoryRoot,
  });
  return {
    untilWorking: async () => {
      await child.waitForLine(/^working/, 60_000);
    },
    kill9: async () => {
      await child.kill9();
    },
  };
}
