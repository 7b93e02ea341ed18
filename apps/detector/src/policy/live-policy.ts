import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';
import { metrics, type Counter } from '@opentelemetry/api';
import { toKeywardenError } from '@keywarden/contracts';
import type { Health, Logger } from '@keywarden/platform';
import { compilePolicy, type CompiledPolicy, type Policy } from '@keywarden/signature';
import { policyPlaces } from './files.js';
import { fingerprint, policyDigest } from './fingerprint.js';
import { loadPolicy, type PolicyConfig } from './load.js';

/** Where the detector takes the policy from, once for each batch. */
export interface PolicySource {
  readonly current: CompiledPolicy;
}

export interface LivePolicyOptions {
  config: PolicyConfig;
  logger: Logger;
  health: Health;
  /** Time without a further change before files are read, ms: a writer may not be done. */
  settleMs?: number;
  /** Time between two comparisons, ms, for file systems that tell nothing of changes. */
  intervalMs?: number;
}

const SETTLE_MS = 200;
const INTERVAL_MS = 5_000;

/**
 * The policy in force, read anew when its files change. A policy that is wrong never comes into force:
 * the last good one stays, and health says so until the files are right again.
 */
export class LivePolicy implements PolicySource {
  readonly #options: LivePolicyOptions;
  readonly #places: readonly string[];
  readonly #reloads: Counter;
  readonly #watchers: FSWatcher[] = [];
  readonly #interval: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;
  #seen: string;
  #current: CompiledPolicy;

  /** @throws KeywardenError as {@link loadPolicy}, when already the first policy is wrong. */
  constructor(options: LivePolicyOptions) {
    this.#options = options;
    this.#places = policyPlaces(options.config);
    this.#reloads = metrics
      .getMeter('keywarden.detector')
      .createCounter('keywarden.detector.policy.reloads', {
        description: 'Changed policy files that were read, by result: ok or failed.',
      });
    // Before the files are read: a change in between is then found by the next comparison.
    this.#seen = fingerprint(this.#places);
    this.#current = this.#inForce(loadPolicy(options.config));
    if (this.#places.length === 0) return;
    this.#watch();
    this.#interval = setInterval(() => {
      this.check();
    }, options.intervalMs ?? INTERVAL_MS);
    this.#interval.unref();
  }

  get current(): CompiledPolicy {
    return this.#current;
  }

  /** Compares the files with what was read last, and reads them when they differ. */
  check(): void {
    const now = fingerprint(this.#places);
    if (now === this.#seen) return;
    this.#seen = now;
    const { config, logger, health } = this.#options;
    try {
      this.#current = this.#inForce(loadPolicy(config));
      this.#reloads.add(1, { result: 'ok' });
    } catch (thrown) {
      const error = toKeywardenError(thrown);
      health.set('policy', 'degraded', error.toText());
      this.#reloads.add(1, { result: 'failed' });
      logger.error({ err: error }, 'the changed policy is wrong; the last good one stays in force');
    }
  }

  /** Ends the watching; idempotent. */
  close(): void {
    clearInterval(this.#interval);
    clearTimeout(this.#settling);
    for (const watcher of this.#watchers.splice(0)) watcher.close();
  }

  #inForce(policy: Policy): CompiledPolicy {
    const { logger, health } = this.#options;
    const { rules, compat } = policy;
    const compiled = compilePolicy(policy);
    health.set('policy', 'ok');
    logger.info({ rules: rules.length, digest: policyDigest(policy), compat }, 'policy in force');
    return compiled;
  }

  /** Directories and not files: an editor or a ConfigMap replaces a file instead of writing to it. */
  #watch(): void {
    for (const directory of new Set(this.#places.map((place) => dirname(place)))) {
      try {
        const watcher = watch(directory, { persistent: false }, () => {
          this.#settle();
        });
        watcher.on('error', (error) => {
          this.#options.logger.warn({ directory, err: error }, 'watching the policy ended');
          watcher.close();
        });
        this.#watchers.push(watcher);
      } catch (error) {
        this.#options.logger.warn({ directory, err: error }, 'the policy cannot be watched');
      }
    }
  }

  #settle(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.check();
    }, this.#options.settleMs ?? SETTLE_MS);
    this.#settling.unref();
  }
}
