import type { Model } from '../model.ts';

/** Falco's HTTP output has no answers but a status. */
export function falcoModel(): Model {
  return {
    type: 'falco',
    secret: 'falco-secret-token',
    settings: { token: 'falco-secret-token', timeout_ms: 150 },
    address: (url) => ({ url }),
    receive({ body }, store) {
      const { output_fields } = JSON.parse(body) as { output_fields: Record<string, unknown> };
      return store(String(output_fields['keywarden.alert_id']))
        ? { status: 200 }
        : { status: 400, body: 'invalid payload' };
    },
  };
}
