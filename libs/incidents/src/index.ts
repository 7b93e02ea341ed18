export * from './book.js';
export * from './creation.js';
export * from './related.js';
export * from './risk.js';
export * from './session.js';
export * from './store.js';
export * from './theft.js';
