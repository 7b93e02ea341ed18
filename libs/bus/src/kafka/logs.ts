import type { Logger } from '@keywarden/platform';
import { logLevel, type LogEntry } from 'kafkajs';

const REPEAT_MS = 10_000;
const MAX_REMEMBERED = 200;

/** Said of each idempotent producer; ours is thrown away after a failure, which is what it asks for. */
const BESIDE_THE_POINT = 'Limiting retries for the idempotent producer';

/** How much kafkajs has to say for a logger of this level. */
export function verbosity(logger: Logger): logLevel {
  if (logger.isLevelEnabled('trace')) return logLevel.DEBUG;
  return logger.isLevelEnabled('debug') ? logLevel.INFO : logLevel.WARN;
}

/**
 * Sends kafkajs's log lines to ours, one level lower than it rates them, because the transport and
 * the publisher handle what it calls errors and report what matters themselves. The same line is
 * written at most every ten seconds.
 */
export function routeLogs(logger: Logger): (entry: LogEntry) => void {
  const target = logger.child({ component: 'kafkajs' });
  const seen = new Map<string, number>();
  return ({ level, namespace, log }) => {
    if (log.message.startsWith(BESIDE_THE_POINT)) return;
    const now = performance.now();
    const line = `${namespace} ${log.message}`;
    if (now - (seen.get(line) ?? -Infinity) < REPEAT_MS) return;
    if (seen.size >= MAX_REMEMBERED) seen.clear();
    seen.set(line, now);
    target[ourLevel(level)]({ namespace, error: log.error as unknown }, log.message);
  };
}

function ourLevel(level: logLevel): 'warn' | 'info' | 'debug' | 'trace' {
  if (level === logLevel.ERROR) return 'warn';
  if (level === logLevel.WARN) return 'info';
  return level === logLevel.INFO ? 'debug' : 'trace';
}
