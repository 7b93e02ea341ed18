/** Name of the index template and of the life cycle policy. */
export const TEMPLATE_NAME = 'keywarden-alerts';
/** Data streams that the template is for. */
export const TEMPLATE_PATTERN = 'keywarden-*';

/** Longer than any path, and below Lucene's bound of 32 766 bytes for a term in any encoding. */
const MAX_KEYWORD = 8_000;

const keyword = { type: 'keyword', ignore_above: MAX_KEYWORD };
const date = { type: 'date' };
const fields = (properties: object): object => ({ properties });

/** Fields whose type a first document could set wrongly; all other texts become keywords. */
const properties = {
  '@timestamp': date,
  message: { type: 'text' },
  event: fields({
    created: date,
    start: date,
    end: date,
    ingested: date,
    severity: { type: 'long' },
    risk_score: { type: 'float' },
    risk_score_norm: { type: 'float' },
    original: { type: 'keyword', index: false, doc_values: false },
  }),
  process: fields({ start: date, end: date, parent: fields({ start: date, end: date }) }),
  rule: fields({ version: keyword, description: { type: 'text' } }),
  file: fields({ inode: keyword }),
  user: fields({ id: keyword }),
};

/** The index template, as both Elasticsearch 7.9 and OpenSearch 1.0 and later take it. */
export function indexTemplate(settings: Readonly<Record<string, string>>): object {
  return {
    index_patterns: [TEMPLATE_PATTERN],
    data_stream: {},
    priority: 200,
    version: 1,
    _meta: { description: 'Alerts of Keywarden in the Elastic Common Schema' },
    template: {
      settings: { 'index.mapping.ignore_malformed': true, ...settings },
      mappings: {
        date_detection: false,
        numeric_detection: false,
        dynamic_templates: [{ texts: { match_mapping_type: 'string', mapping: keyword } }],
        properties,
      },
    },
  };
}
