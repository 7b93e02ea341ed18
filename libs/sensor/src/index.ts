export { backendOrder, isPreemptedWith } from './backend-order.js';
export { decodeBatch, decodeRecord } from './decoder/decode.js';
export type { DecodedBatch, DecodeFault } from './decoder/decode.js';
export { fromKernelDevice, toKernelDevice } from './device.js';
export { RecordError, SensorUnavailableError } from './errors.js';
export { probeBackends, verifyPrograms } from './probe.js';
export { openSensor } from './sensor.js';
export { BACKENDS } from './types.js';
export type * from './types.js';
