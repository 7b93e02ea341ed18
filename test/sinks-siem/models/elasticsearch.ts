import type { Model } from '../model.ts';

/**
 * `_bulk` of Elasticsearch: one result per document; the conflict of an id that is there; one document
 * in three is not taken just now (429), although the request is answered with 200.
 */
export function elasticsearchModel(): Model {
  const there = new Set<string>();
  let turn = 0;
  return {
    type: 'elasticsearch',
    secret: 'c2VjcmV0LWFwaS1rZXk=',
    settings: { format: 'keywarden', api_key: 'c2VjcmV0LWFwaS1rZXk=', timeout_ms: 150 },
    address: (url) => ({ urls: [url] }),
    receive({ body }, store) {
      const actions = body.split('\n').filter((line, at) => at % 2 === 0 && line !== '');
      const items = actions.map((line) => {
        const { create } = JSON.parse(line) as { create: { _id: string } };
        const id = create._id;
        turn += 1;
        if (there.has(id)) return item(409, 'version_conflict_engine_exception');
        if (turn % 3 === 0) return item(429, 'es_rejected_execution_exception');
        if (!store(id)) return item(400, 'document_parsing_exception');
        there.add(id);
        return { create: { status: 201 } };
      });
      return { status: 200, body: JSON.stringify({ errors: true, items }) };
    },
  };
}

function item(status: number, type: string): object {
  return { create: { status, error: { type, reason: 'said by the model' } } };
}
