import type { ProbeReport } from './types.js';

/** No backend can run here. `probe` says why for each; `code` is stable. */
export class SensorUnavailableError extends Error {
  readonly code = 'SENSOR_UNAVAILABLE';

  constructor(
    message: string,
    readonly probe: ProbeReport,
  ) {
    super(message);
    this.name = 'SensorUnavailableError';
  }
}

/** A record from the ring that could not be decoded; the ones around it are unaffected. */
export class RecordError extends Error {
  readonly code = 'SENSOR_RECORD';

  constructor(readonly fault: string) {
    super(`a record of the kernel's ring could not be decoded: ${fault}`);
    this.name = 'RecordError';
  }
}
