import type { Model } from '../model.ts';

/** HEC: takes all events or names the first that it does not take, having kept the ones before it. */
export function splunkModel(): Model {
  return {
    type: 'splunk',
    secret: '5e0a4c1e-secret-hec-token',
    settings: { token: '5e0a4c1e-secret-hec-token', timeout_ms: 150 },
    address: (url) => ({ url }),
    receive({ headers, body, url }, store) {
      if (headers.authorization !== 'Splunk 5e0a4c1e-secret-hec-token') {
        return answer(403, { text: 'Invalid token', code: 4 });
      }
      if (url !== '/services/collector/event') return answer(404, {});
      for (const [at, line] of body.split('\n').entries()) {
        const { event } = JSON.parse(line) as { event: { id: string } };
        if (!store(event.id)) {
          return answer(400, { text: 'Invalid data', code: 6, 'invalid-event-number': at });
        }
      }
      return answer(200, { text: 'Success', code: 0 });
    },
  };
}

function answer(status: number, body: object) {
  return { status, body: JSON.stringify(body) };
}
