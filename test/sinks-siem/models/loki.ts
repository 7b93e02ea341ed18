import { z } from 'zod';
import type { Model } from '../model.ts';

const push = z.strictObject({
  streams: z
    .array(
      z.strictObject({
        stream: z.record(z.string().regex(/^[a-zA-Z_]\w*$/), z.string()),
        values: z
          .array(
            z.union([
              z.tuple([z.string().regex(/^\d{19}$/), z.string()]),
              z.tuple([z.string().regex(/^\d{19}$/), z.string(), z.record(z.string(), z.string())]),
            ]),
          )
          .min(1),
      }),
    )
    .min(1),
});

/** Push: takes every good line, and answers 400 when there was one that it does not take. */
export function lokiModel(): Model {
  return {
    type: 'loki',
    secret: 'loki-secret-password',
    settings: { username: 'kw', password: 'loki-secret-password', timeout_ms: 150 },
    address: (url) => ({ url }),
    receive({ body }, store) {
      const { streams } = push.parse(JSON.parse(body));
      const lines = streams.flatMap(({ values }) => values.map(([, line]) => line));
      const taken = lines.map((line) => store((JSON.parse(line) as { id: string }).id));
      return taken.every(Boolean)
        ? { status: 204 }
        : { status: 400, body: 'max entry size exceeded for one line' };
    },
  };
}
