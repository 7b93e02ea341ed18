export * from './catalogue.js';
export * from './certificate-for.js';
export * from './classify.js';
export * from './detect.js';
export * from './discovery/index.js';
export * from './entry.js';
export { WORKLOAD_DATA } from './kubelet-roots.js';
export * from './reach.js';
export * from './watch-roots.js';
