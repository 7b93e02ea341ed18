import { openSensor, type SensorOptions } from '@keywarden/sensor';
import { randomBytes } from 'node:crypto';
import { CanaryFile } from './canary-file.js';
import { type Proof, Round } from './round.js';

export interface SightOptions {
  readonly backend?: NonNullable<SensorOptions['backend']>;
  /** Where the canary's folder is made; default: /run, else the temporary folder. */
  readonly directory?: string | undefined;
  readonly deadlineMs: number;
}

export interface Sight {
  /** Undefined when the sensor is blind. */
  readonly proof: Proof | undefined;
  /** What was not seen in time, and what the sensor finds wrong with itself; empty when it sees. */
  readonly missing: string;
}

/**
 * Opens a sensor, lets it watch a canary, and says whether it sees it opened and renamed. Rejects when
 * no sensor can be opened, or the canary cannot be made.
 */
export async function proveSight(options: SightOptions): Promise<Sight> {
  const { backend = 'auto', deadlineMs, directory } = options;
  const seen = Promise.withResolvers<undefined>();
  let round: Round | undefined;
  let file: CanaryFile | undefined;
  const sensor = await openSensor({
    backend,
    onEvents: (events) => {
      for (const event of events) {
        if (file?.owns(event) === true) round?.see(event, performance.now());
      }
      if (round?.proof !== undefined) seen.resolve(undefined);
    },
  });
  const timer = setTimeout(() => {
    seen.resolve(undefined);
  }, deadlineMs + 1);
  try {
    file = new CanaryFile(sensor, directory);
    file.prepare();
    round = new Round(randomBytes(8).toString('hex'), performance.now(), deadlineMs);
    file.play(round.nonce);
    await seen.promise;
    const wrong = [...(round.missing === '' ? [] : [round.missing]), ...sensor.selfCheck()];
    return { proof: round.proof, missing: wrong.join('; ') };
  } finally {
    clearTimeout(timer);
    file?.remove();
    await sensor.close();
  }
}
