import type { Model } from '../model.ts';

/** PutObject of S3, all or nothing; what it does not like about one line it says of the whole object. */
export function s3Model(): Model {
  return {
    type: 's3',
    secret: 's3SecretAccessKey/abcdefghij',
    settings: {
      bucket: 'alerts',
      path_style: true,
      access_key_id: 'AKIAEXAMPLE',
      secret_access_key: 's3SecretAccessKey/abcdefghij',
      timeout_ms: 150,
    },
    address: (endpoint) => ({ endpoint }),
    receive({ body }, store) {
      for (const line of body.split('\n').filter(Boolean)) {
        store((JSON.parse(line) as { id: string }).id);
      }
      return { status: 200, headers: { etag: '"1"' } };
    },
  };
}
