export { proveSight, type Sight, type SightOptions } from './canary/prove-sight.js';
export type { Catalogue } from './catalogue.js';
export type { WatchRoot } from './catalogue-roots.js';
export { type Collector, type CollectorDeps, startCollector } from './collector.js';
export {
  collectorConfig,
  type CollectorConfig,
  collectorSection,
  type CollectorSection,
} from './config.js';
export { runCollector } from './run.js';
export { installedDistributions } from './discovery/installed.js';
