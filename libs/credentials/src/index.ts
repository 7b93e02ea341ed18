export * from './catalogue.js';
export * from './certificate-for.js';
export * from './classify.js';
export * from './entry.js';
export * from './reach.js';
export * from './watch-roots.js';
