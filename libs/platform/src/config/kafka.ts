import { z } from 'zod';

const path = z.string().min(1);
const text = z.string().min(1);

/** TLS of the connections to the brokers. An empty section: TLS with the system's authorities. */
const tls = z
  .strictObject({
    /** PEM file with the authorities to trust instead of the system's. */
    ca_file: path.exactOptional(),
    /** PEM file with the client's certificate, where the brokers ask for one (mTLS). */
    cert_file: path.exactOptional(),
    /** PEM file with the private key of `cert_file`. */
    key_file: path.exactOptional(),
    /** Name to ask for and to check instead of the broker's host name. */
    server_name: z.string().exactOptional(),
  })
  .refine((keys) => (keys.cert_file === undefined) === (keys.key_file === undefined), {
    error: 'needs both of cert_file and key_file, or neither',
  });

/** RFC 7628 section 3.1: a name of letters, a value of visible characters and blanks. */
const extensions = z.record(
  z.string().regex(/^(?!auth$)[A-Za-z]+$/, 'must be letters, and not "auth"'),
  z.string().regex(/^[\x20-\x7e]*$/, 'must be visible ASCII characters'),
);

const KEYS_OF = {
  plain: ['username', 'password'],
  'scram-sha-256': ['username', 'password'],
  'scram-sha-512': ['username', 'password'],
  oauthbearer: [
    'token_endpoint',
    'client_id',
    'client_secret',
    'scope',
    'extensions',
    'token_ca_file',
  ],
  'aws-msk-iam': ['region'],
} as const;

const REQUIRED = new Set(['username', 'password', 'token_endpoint', 'client_id', 'client_secret']);
const SECRETS = new Set(['password', 'client_secret']);

/** How to log in to the brokers. Which keys belong to it depends on the mechanism. */
const sasl = z
  .strictObject({
    mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer', 'aws-msk-iam']),
    username: text.exactOptional(),
    /** Given by exactly one of the three. */
    password: text.exactOptional(),
    password_file: path.exactOptional(),
    password_env: text.exactOptional(),
    /** Where the OAuth 2.0 client credentials grant is asked for (RFC 6749 section 4.4). */
    token_endpoint: z
      .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
      .exactOptional(),
    client_id: text.exactOptional(),
    /** Given by exactly one of the three. */
    client_secret: text.exactOptional(),
    client_secret_file: path.exactOptional(),
    client_secret_env: text.exactOptional(),
    scope: text.exactOptional(),
    /** SASL extensions for the brokers, e.g. `logicalCluster` of a hosted Kafka. */
    extensions: extensions.exactOptional(),
    /** PEM file with the authorities that the token endpoint is checked against. */
    token_ca_file: path.exactOptional(),
    /** AWS region of the MSK cluster; absent: the variable AWS_REGION. */
    region: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'must be a region such as eu-central-1')
      .exactOptional(),
  })
  .superRefine((given, context) => {
    const present = new Set(Object.keys(given).filter((key) => key !== 'mechanism'));
    for (const key of KEYS_OF[given.mechanism]) {
      const names = SECRETS.has(key) ? [key, `${key}_file`, `${key}_env`] : [key];
      const count = names.filter((name) => present.delete(name)).length;
      if (count === 1 || (count === 0 && !REQUIRED.has(key))) continue;
      const message = names.length === 1 ? key : `exactly one of ${names.join(', ')}`;
      context.addIssue({ code: 'custom', message: `${given.mechanism} needs ${message}` });
    }
    for (const key of present) {
      const message = `does not belong to ${given.mechanism}`;
      context.addIssue({ code: 'custom', path: [key], message });
    }
  });

/** What is needed to reach Kafka: the service's brokers, or those of a sink of its own. */
export const kafkaConnection = {
  brokers: z.array(z.string().min(1)).min(1),
  tls: tls.exactOptional(),
  sasl: sasl.exactOptional(),
};

/** The `kafka:` section. */
export const kafkaSection = z.strictObject({
  ...kafkaConnection,
  brokers: kafkaConnection.brokers.default(['127.0.0.1:9092']),
  client_id: z.string().min(1).default('keywarden'),
  /** Create missing topics at start; off where the brokers' operator makes them. */
  create_topics: z.boolean().default(true),
  /** Of the topics that are created. */
  partitions: z.int().min(1).max(10_000).default(12),
  replication: z.int().min(1).max(15).default(1),
});

export type KafkaSaslConfig = z.output<typeof sasl>;
export type KafkaTlsConfig = z.output<typeof tls>;
