export * from './create-sinks.js';
export * from './describe-sink.js';
export * from './sinks-config.js';
export { visible } from './terminal/visible.js';
