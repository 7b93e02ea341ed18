export * from './deliver-alert.js';
export * from './delivery-log.js';
export * from './lanes.js';
export * from './notification.js';
export * from './retry.js';
export * from './sink.js';
