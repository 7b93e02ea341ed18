export * from './changes.js';
export * from './keys.js';
export * from './store.js';
export * from './origin.js';
