export * from './command-line.js';
export * from './components.js';
export * from './config-files.js';
export type { ConfigForm, FlagMeaning } from './flags.js';
