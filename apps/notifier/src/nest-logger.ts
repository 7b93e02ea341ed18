import type { Logger } from '@keywarden/platform';
import type { LoggerService } from '@nestjs/common';

/** NestJS' own lines in our log. What it says at start is for people who debug NestJS. */
export function nestLogger(logger: Logger): LoggerService {
  const at =
    (level: 'debug' | 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...details: unknown[]): void => {
      const err = message instanceof Error ? { err: message } : {};
      logger[level]({ nest: details.at(-1), ...err }, String(message));
    };
  return {
    log: at('debug'),
    verbose: at('debug'),
    debug: at('debug'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
  };
}
