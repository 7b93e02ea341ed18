import { KeywardenError } from '@keywarden/contracts';
import type { z } from 'zod';
import type { CommonConfig } from './config/common.js';
import { loadConfig } from './config/load.js';
import { exitCodeFor } from './exit-codes.js';
import { Health } from './health.js';
import { startHttp } from './http.js';
import { createLogger, type Logger } from './logger.js';
import { runUntilSignal, type Running } from './run-until-signal.js';
import { VERSION } from './version.js';

/** What the command line knows about a configuration. */
export interface ServiceOptions {
  /** YAML file of `--config`. */
  file?: string | undefined;
  env?: NodeJS.ProcessEnv | undefined;
  /** Settings given on the command line. */
  overrides?: object | undefined;
}

export interface ServiceContext<Config> {
  config: Config;
  logger: Logger;
  health: Health;
  /** Aborted when the process is told to stop, also while it still starts. */
  signal: AbortSignal;
  /** How to wait for servers at start: until then, and for `startup.wait_limit_ms` when that is set. */
  patience: { signal: AbortSignal; waitLimitMs?: number };
}

/**
 * The life of a service process: configuration, logger, telemetry, health endpoint, the service
 * itself, and an orderly end. A configuration error goes to standard error as text.
 *
 * @returns the exit code.
 */
export async function runService<Schema extends z.ZodType<CommonConfig>>(
  name: string,
  schema: Schema,
  options: ServiceOptions,
  start: (context: ServiceContext<z.output<Schema>>) => Promise<Running>,
): Promise<number> {
  let config: z.output<Schema>;
  try {
    config = loadConfig({ schema, ...options });
  } catch (error) {
    if (!(error instanceof KeywardenError)) throw error;
    process.stderr.write(`${error.toText()}\n`);
    return exitCodeFor(error);
  }
  const logger = createLogger({ service: name, ...config.log });
  // Loaded here: half a second that a command which is no service need not wait for.
  const { startTelemetry } = await import('./telemetry.js');
  const telemetry = startTelemetry({
    service: name,
    config: config.telemetry,
    logger,
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  const health = new Health();
  health.onChange((component, { state, detail }) => {
    logger[state === 'ok' ? 'info' : 'warn']({ component, state, detail }, 'health changed');
  });
  try {
    return await runUntilSignal(
      async (signal) => {
        const http =
          config.http.listen === undefined
            ? undefined
            : await startHttp({ listen: config.http.listen, health, telemetry, logger });
        const limit = config.startup.wait_limit_ms;
        const patience = { signal, ...(limit === undefined ? {} : { waitLimitMs: limit }) };
        const service = await start({ config, logger, health, signal, patience });
        logger.info({ version: VERSION }, 'ready');
        return {
          ...(service.finished === undefined ? {} : { finished: service.finished }),
          close: async () => {
            await service.close();
            await http?.close();
          },
        };
      },
      { logger, deadlineMs: config.shutdown.deadline_ms },
    );
  } finally {
    await telemetry.shutdown();
  }
}
