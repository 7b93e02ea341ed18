export { notifierSection, type NotifierConfig } from './config/section.js';
export { runNotifier } from './run.js';
export { startNotifier, type NotifierDeps, type RunningNotifier } from './start.js';
