export { notifierSection, type NotifierConfig } from './config.js';
export { runNotifier } from './run.js';
export { startNotifier, type NotifierDeps } from './start.js';
