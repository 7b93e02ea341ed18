// An entry point of its own: the collector publishes only, and does without NestJS and its memory.
export * from './in-process/transport.js';
export * from './kafka/transport.js';
export * from './microservice.js';
export * from './rethrow-filter.js';
