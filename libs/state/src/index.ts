export * from './connect.js';
export * from './delivery-log.js';
export * from './memory-incidents.js';
export * from './memory-lineage.js';
export * from './redis-incidents.js';
export * from './redis-lineage.js';
export * from './resilient-lineage.js';
