import { checkKafka, kafkaOptions, KafkaPublisher } from '@keywarden/bus';
import type { Topic } from '@keywarden/contracts';
import { kafkaSection } from '@keywarden/platform';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/ports.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';
import { startKafka, type KafkaBroker, type Listener } from './broker.ts';
import { makeCertificates, type Certificates } from './certificates.ts';
import { startTokenServer, type TokenServer } from './token-server.ts';

const TOPIC = 'secured' as Topic;
const MODULES = 'org.apache.kafka.common.security';
const UNSECURED = `${MODULES}.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler`;
/** kafkajs logs in again 10 s before the end. */
const SHORT_LIFE_S = 12;

let broker: KafkaBroker;
let certificates: Certificates;
let tokens: TokenServer;
let listeners: Record<'tls' | 'mtls' | 'sasl' | 'saslTls', Listener>;

beforeAll(async () => {
  certificates = await makeCertificates(tempDir('certificates'));
  tokens = await startTokenServer('collector:s3cr%3At', 3_600);
  listeners = {
    tls: { name: 'TLS', protocol: 'SSL', port: await freePort() },
    mtls: { name: 'MTLS', protocol: 'SSL', port: await freePort() },
    sasl: { name: 'SASL', protocol: 'SASL_PLAINTEXT', port: await freePort() },
    saslTls: { name: 'SASLTLS', protocol: 'SASL_SSL', port: await freePort() },
  };
  broker = await startKafka({
    topics: [{ topic: TOPIC }],
    listeners: Object.values(listeners),
    scramUsers: { collector: 'scram-pass' },
    properties: {
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': certificates.brokerStore,
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': certificates.ca,
      'listener.name.mtls.ssl.client.auth': 'required',
      ...saslProperties('sasl'),
      ...saslProperties('sasltls'),
    },
  });
});
afterAll(async () => {
  await broker.stop();
  await tokens.close();
});

function saslProperties(listener: string): Record<string, string> {
  const at = `listener.name.${listener}`;
  return {
    [`${at}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    [`${at}.plain.sasl.jaas.config`]: `${MODULES}.plain.PlainLoginModule required user_collector="plain-pass";`,
    [`${at}.scram-sha-256.sasl.jaas.config`]: `${MODULES}.scram.ScramLoginModule required;`,
    [`${at}.scram-sha-512.sasl.jaas.config`]: `${MODULES}.scram.ScramLoginModule required;`,
    [`${at}.oauthbearer.sasl.jaas.config`]: `${MODULES}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
    [`${at}.oauthbearer.sasl.server.callback.handler.class`]: UNSECURED,
    [`${at}.oauthbearer.connections.max.reauth.ms`]: '3600000',
  };
}

/** Publishes once, with the settings as they stand in a configuration file. */
async function publish(listener: Listener, section: object): Promise<void> {
  const publisher = connection(listener, section);
  try {
    await publisher.connect();
    await publisher.publish(TOPIC, [{ key: 'k', value: Buffer.from('v') }]);
  } finally {
    await publisher.close();
  }
}

function connection({ port }: Listener, section: object): KafkaPublisher {
  const brokers = [`127.0.0.1:${String(port)}`];
  const config = kafkaSection.parse({ brokers, ...section });
  const logger = pino({ level: 'silent' });
  const env = { KAFKA_PASSWORD: 'plain-pass' };
  return new KafkaPublisher(kafkaOptions(config, { logger, waitLimitMs: 1_000, env }), {
    publishDeadlineMs: 5_000,
  });
}

const refused = { code: 'KW_BUS_UNREACHABLE' };

describe('TLS', () => {
  it('is used with the configured authority', async () => {
    await publish(listeners.tls, { tls: { ca_file: certificates.ca } });
  });

  it('refuses a broker of another authority, or of another name', async () => {
    const strange = publish(listeners.tls, { tls: { ca_file: certificates.strangeCa } });
    await expect(strange).rejects.toMatchObject(refused);
    const named = publish(listeners.tls, {
      tls: { ca_file: certificates.ca, server_name: 'kafka.example' },
    });
    await expect(named).rejects.toMatchObject(refused);
  });

  it('shows a client certificate where the broker asks for one', async () => {
    const { ca, clientCert, clientKey } = certificates;
    const tls = { ca_file: ca, cert_file: clientCert, key_file: clientKey };
    await publish(listeners.mtls, { tls });
    const without = publish(listeners.mtls, { tls: { ca_file: ca } });
    await expect(without).rejects.toMatchObject(refused);
  });
});

describe('SASL', () => {
  const oauth = (secret: string): object => ({
    mechanism: 'oauthbearer',
    token_endpoint: tokens.url,
    client_id: 'collector',
    client_secret: secret,
    scope: 'kafka',
    extensions: { traceId: '42' },
  });
  const logins = (right: boolean): Record<string, object> => ({
    plain: {
      mechanism: 'plain',
      username: 'collector',
      ...(right ? { password_env: 'KAFKA_PASSWORD' } : { password: 'wrong' }),
    },
    'scram-sha-256': {
      mechanism: 'scram-sha-256',
      username: 'collector',
      password: right ? 'scram-pass' : 'wrong',
    },
    'scram-sha-512': {
      mechanism: 'scram-sha-512',
      username: 'collector',
      password: right ? 'scram-pass' : 'wrong',
    },
    oauthbearer: oauth(right ? 's3cr:t' : 'wrong'),
  });

  it.each(['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'])(
    '%s logs in, over TLS and without',
    async (mechanism) => {
      const sasl = logins(true)[mechanism];
      await publish(listeners.sasl, { sasl });
      await publish(listeners.saslTls, { sasl, tls: { ca_file: certificates.ca } });
    },
  );

  it.each(['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'])(
    '%s with a wrong secret is refused, and the error has no secret',
    async (mechanism) => {
      const sasl = logins(false)[mechanism];
      const error: unknown = await publish(listeners.sasl, { sasl }).catch((e: unknown) => e);
      expect(error).toMatchObject(refused);
      expect(String(error)).not.toContain('wrong');
    },
  );

  it('oauthbearer fetches one token for many connections, and tells doctor what is wrong', async () => {
    const before = tokens.grants.length;
    const publisher = connection(listeners.sasl, { sasl: oauth('s3cr:t') });
    await publisher.connect();
    for (let n = 0; n < 3; n += 1) {
      await publisher.publish(TOPIC, [{ key: 'k', value: Buffer.from('v') }]);
    }
    await publisher.close();
    expect(tokens.grants.length - before).toBe(1);
    expect(tokens.grants.at(-1)?.form).toEqual({
      grant_type: 'client_credentials',
      scope: 'kafka',
    });
    const config = kafkaSection.parse({
      brokers: [`127.0.0.1:${String(listeners.sasl.port)}`],
      sasl: oauth('wrong'),
    });
    const check = await checkKafka(kafkaOptions(config, { logger: pino({ level: 'silent' }) }));
    expect(check.ok).toBe(false);
    expect(check.detail).toContain('invalid_client');
  });

  it('oauthbearer logs in again with a new token when the session ends', async () => {
    const short = await startTokenServer('collector:s3cr%3At', SHORT_LIFE_S);
    const sasl = { ...oauth('s3cr:t'), token_endpoint: short.url };
    const publisher = connection(listeners.sasl, { sasl });
    const renewed = await waitFor(
      async () => {
        await publisher.publish(TOPIC, [{ key: 'k', value: Buffer.from('v') }]);
        return short.grants.length >= 3;
      },
      { what: 'two logins with new tokens' },
    );
    await publisher.close();
    await short.close();
    expect(renewed).toBe(true);
  });
});
