import type { Logger } from '@keywarden/platform';
import type { NodeCatalogue } from '../catalogue.js';
import type { Discovery } from './discovery.js';

export interface FollowOptions {
  readonly discovery: Pick<Discovery, 'run'>;
  readonly catalogue: Pick<NodeCatalogue, 'setDiscovered'>;
  readonly everyMs: number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** The places to watch are others now. */
  readonly onChange: () => void;
}

/** Keeps the catalogue equal to what the running components use. */
export class DiscoveryFollower {
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: FollowOptions) {}

  /** Looks once, now, and from then on again and again. */
  start(): void {
    this.look();
    this.#timer = setInterval(() => {
      this.look();
    }, this.options.everyMs);
  }

  /** Never throws: without discovery the catalogue stays as it was. */
  look(): void {
    const { discovery, catalogue, logger, onChange } = this.options;
    try {
      const entries = discovery.run();
      if (!catalogue.setDiscovered(entries)) return;
      logger.info({ places: entries.map(({ glob }) => glob) }, 'credentials of running components');
      onChange();
    } catch (error) {
      logger.warn({ err: error }, 'the running components could not be asked');
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
