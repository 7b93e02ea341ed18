export * from './alert.js';
export * from './bus-contract.js';
export * from './delivery-log-contract.js';
export * from './eventually.js';
export * from './events.js';
export * from './fakes.js';
export * from './incident-contract.js';
export * from './lineage-contract.js';
