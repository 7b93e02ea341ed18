import { notificationOf } from '@keywarden/routing';
import { anAlert } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { bulkBody, bulkResults } from './bulk.js';

const item = (status: number, type?: string) => ({
  create: { status, ...(type === undefined ? {} : { error: { type, reason: 'why' } }) },
});
const outcomes = (...items: object[]) =>
  bulkResults(JSON.stringify({ errors: true, items }), items.length).map(({ outcome }) => outcome);

describe('_bulk', () => {
  it('has an action and a document a line, whatever the alert says', () => {
    const alert = anAlert({ id: 'a', title: '"}\n{"delete":{}}\n' });
    const lines = bulkBody([notificationOf(alert, 'now')], 'keywarden').split('\n');
    expect(lines.map((line) => (line === '' ? '' : (JSON.parse(line) as object)))).toEqual([
      { create: { _id: 'a' } },
      alert,
      '',
    ]);
  });

  it('has a result for each document', () => {
    expect(outcomes(item(201), item(409, 'version_conflict_engine_exception'))).toEqual([
      'delivered',
      'delivered',
    ]);
    expect(
      outcomes(
        item(429, 'es_rejected_execution_exception'),
        item(503, 'unavailable_shards_exception'),
        item(403, 'cluster_block_exception'),
        item(404, 'index_not_found_exception'),
      ),
    ).toEqual(['retry', 'retry', 'retry', 'retry']);
    expect(outcomes(item(400, 'document_parsing_exception'), item(403, 'security'))).toEqual([
      'rejected',
      'rejected',
    ]);
  });

  it.each(['', 'no JSON', '{}', '{"items":[]}', '{"items":[{"create":{"status":"201"}}]}'])(
    'delivers nothing by an answer that is not whole: %s',
    (body) => {
      expect(bulkResults(body, 2).map(({ outcome }) => outcome)).toEqual(['retry', 'retry']);
    },
  );
});
