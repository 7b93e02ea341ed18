export * from './build-alert.js';
export * from './default-policy.js';
export * from './judge.js';
export * from './metadata.js';
export * from './policy.js';
export * from './sensor-alerts.js';
export * from './verdict.js';
