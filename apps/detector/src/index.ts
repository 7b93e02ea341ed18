export * from './config.js';
export * from './policy/files.js';
export * from './policy/load.js';
export { withActor } from './actor.js';
export { assess, type Assessment } from './assess.js';
export * from './node-watch-config.js';
export * from './run.js';
export * from './start.js';
