import { collectorSection, startCollector } from '@keywarden/collector';
import { detectorSection } from '@keywarden/detector';
import { notifierSection } from '@keywarden/notifier';
import { runService, servicesConfig, VERSION } from '@keywarden/platform';
import { startPipeline } from '../all-in-one.js';
import type { RunOptions } from '../commands/run.js';
import { overridesOf } from '../options.js';

/** Watches this host until a signal comes, with the code of all three services; answers with the exit code. */
export async function runHost(options: RunOptions): Promise<number> {
  const schema = servicesConfig({
    collector: collectorSection,
    detector: detectorSection,
    notifier: notifierSection,
  });
  const overrides = overridesOf(options);
  return runService('keywarden', schema, { file: options.config, overrides }, async (context) => {
    const { config, logger, health } = context;
    const pipeline = await startPipeline({ config, logger, health });
    try {
      const publisher = pipeline.bus.publisher();
      const collector = await startCollector({ config, publisher, logger, health });
      if (options.output === 'text') process.stderr.write(banner(collector, config));
      return {
        close: async () => {
          await collector.close();
          await pipeline.close();
        },
      };
    } catch (error) {
      await pipeline.close();
      throw error;
    }
  });
}

interface BannerFacts {
  backend: string;
  status(): { watched: { files: number; directories: number; filesystems: number } };
}

function banner(collector: BannerFacts, config: { host_root: string }): string {
  const { files, directories, filesystems } = collector.status().watched;
  const lines = [
    `Keywarden ${VERSION} watches ${config.host_root} through the ${collector.backend} backend:`,
    `${String(files)} files, ${String(directories)} directories, ${String(filesystems)} file systems; more as they appear.`,
    `To see an alert now, run "npx keywarden simulate --host-root ${config.host_root}" in another terminal. Ctrl-C stops.`,
  ];
  return `${lines.join('\n')}\n`;
}
