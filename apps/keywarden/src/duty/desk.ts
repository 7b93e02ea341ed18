import { notifierSection, type NotifierConfig } from '@keywarden/notifier';
import {
  createLogger,
  loadConfig,
  serviceConfig,
  type CommonConfig,
  type Logger,
} from '@keywarden/platform';
import type { DutyStore, NotificationStore } from '@keywarden/routing';
import { connectRedis, RedisDutyStore, RedisNotificationStore } from '@keywarden/state';
import { EXIT_CODES } from '../exit-codes.js';
import { explain } from './explain.js';
import type { DutyOptions } from './options.js';

/** What a command for the people on duty works with. */
export interface Desk {
  config: CommonConfig & { notifier: NotifierConfig };
  duty: DutyStore;
  notifications: NotificationStore;
  logger: Logger;
  /** How long to wait for a server, ms. */
  waitLimitMs: number;
}

/** People do not wait for ever, as services do. */
const WAIT_LIMIT_MS = 10_000;

/**
 * Runs one command on the Redis of the configuration, as the notifier uses it, and writes what it answers
 * to standard output.
 *
 * @returns the exit code; an error other than a wrong command line is explained on standard error
 * @throws KeywardenError `KW_USAGE`
 */
export async function atDesk(
  { config: file }: Pick<DutyOptions, 'config'>,
  work: (desk: Desk) => Promise<string>,
): Promise<number> {
  try {
    const config = loadConfig({ schema: serviceConfig('notifier', notifierSection), file });
    const logger = createLogger({ service: 'keywarden', ...config.log, level: 'warn' });
    const waitLimitMs = config.startup.wait_limit_ms ?? WAIT_LIMIT_MS;
    const state = await connectRedis({ url: config.redis.url, logger, waitLimitMs });
    try {
      const stored = {
        keyPrefix: config.redis.key_prefix,
        retentionSeconds: config.notifier.dedup_retention_s,
      };
      const duty = new RedisDutyStore(state.redis, stored);
      const notifications = new RedisNotificationStore(state.redis, stored);
      process.stdout.write(await work({ config, duty, notifications, logger, waitLimitMs }));
      return EXIT_CODES.ok;
    } finally {
      await state.close();
    }
  } catch (thrown) {
    return explain(thrown);
  }
}
