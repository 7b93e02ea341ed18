export * from './config.js';
export * from './policy/files.js';
export * from './policy/load.js';
export { withActor } from './assess.js';
export * from './run.js';
export * from './start.js';
