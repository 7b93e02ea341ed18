export { startPipeline } from './all-in-one.js';
export { runCli } from './cli.js';
