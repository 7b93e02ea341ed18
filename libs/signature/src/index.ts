export * from './build-alert.js';
export * from './default-policy/index.js';
export * from './judge.js';
export { isHelper } from './match/helpers.js';
