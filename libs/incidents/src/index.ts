export * from './incident-id.js';
export * from './risk-score.js';
