import type { Model } from '../model.ts';

interface Attribute {
  key: string;
  value: { stringValue?: string };
}
interface Export {
  resourceLogs: { scopeLogs: { logRecords: { attributes: Attribute[] }[] }[] }[];
}

/** A collector that takes the good records and counts the others. */
export function otlpModel(): Model {
  return {
    type: 'otlp',
    secret: 'otlp-secret-token',
    settings: { token: 'otlp-secret-token', timeout_ms: 150 },
    address: (url) => ({ url }),
    receive({ body }, store) {
      const records = (JSON.parse(body) as Export).resourceLogs.flatMap(({ scopeLogs }) =>
        scopeLogs.flatMap(({ logRecords }) => logRecords),
      );
      const refused = records.filter(({ attributes }) => {
        const id = attributes.find(({ key }) => key === 'keywarden.alert.id')?.value.stringValue;
        return !store(id ?? '');
      });
      const partialSuccess =
        refused.length === 0
          ? {}
          : { rejectedLogRecords: String(refused.length), errorMessage: 'not these' };
      return { status: 200, body: JSON.stringify({ partialSuccess }) };
    },
  };
}
