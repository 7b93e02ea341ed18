export * from './config.js';
export * from './policy.js';
export * from './run.js';
export * from './start.js';
