import { TEMPLATE_PATTERN } from './template.js';

/** A new backing index at this age or size, and how long an index is kept after that. */
const ROLLOVER_AGE = '30d';
const ROLLOVER_SIZE = '25gb';
const KEPT = '365d';

/** Life cycle for Elasticsearch, named by the template's `index.lifecycle.name`. */
export const ilmPolicy = {
  policy: {
    phases: {
      hot: {
        actions: { rollover: { max_age: ROLLOVER_AGE, max_primary_shard_size: ROLLOVER_SIZE } },
      },
      delete: { min_age: KEPT, actions: { delete: {} } },
    },
  },
};

/** The same for OpenSearch's Index State Management, which finds its indices by their names. */
export const ismPolicy = {
  policy: {
    description: 'Alerts of Keywarden',
    default_state: 'written',
    ism_template: [{ index_patterns: [TEMPLATE_PATTERN], priority: 200 }],
    states: [
      {
        name: 'written',
        actions: [
          { rollover: { min_index_age: ROLLOVER_AGE, min_primary_shard_size: ROLLOVER_SIZE } },
        ],
        transitions: [{ state_name: 'deleted', conditions: { min_rollover_age: KEPT } }],
      },
      { name: 'deleted', actions: [{ delete: {} }], transitions: [] },
    ],
  },
};
