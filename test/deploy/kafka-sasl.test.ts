import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { notifierSection } from '@keywarden/notifier';
import { loadConfig, serviceConfig } from '@keywarden/platform';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.ts';
import { find, missingHelm, render, REQUIRED, workload } from './chart.ts';

const SECRETS = '/etc/keywarden-secrets/kafka-sasl';
const OAUTH = {
  mechanism: 'oauthbearer',
  secretName: 'kafka-oauth',
  tokenEndpoint: 'https://idp.example/token',
  clientId: 'keywarden',
};
const withSasl = (sasl: object) => ({ ...REQUIRED, kafka: { ...REQUIRED.kafka, sasl } });

/** The section `kafka.sasl` that a service reads of what the chart writes. */
async function saslOf(sasl: object): Promise<unknown> {
  const data = find(await render(withSasl(sasl)), 'ConfigMap', 'keywarden').data ?? {};
  const file = join(tempDir('chart'), 'keywarden.yaml');
  writeFileSync(file, data['keywarden.yaml'] ?? '');
  const schema = serviceConfig('notifier', notifierSection);
  return loadConfig({ schema, file, env: {} }).kafka.sasl;
}

describe.skipIf(missingHelm !== undefined)(`Kafka log-in by the chart ${missingHelm ?? ''}`, () => {
  it.each([
    [
      'a user and a password',
      { mechanism: 'scram-sha-512', username: 'keywarden', secretName: 's' },
      { mechanism: 'scram-sha-512', username: 'keywarden', password_file: `${SECRETS}/password` },
    ],
    [
      'OAuth',
      OAUTH,
      {
        mechanism: 'oauthbearer',
        token_endpoint: 'https://idp.example/token',
        client_id: 'keywarden',
        client_secret_file: `${SECRETS}/client-secret`,
      },
    ],
    [
      'OAuth with everything',
      { ...OAUTH, scope: 'kafka', extensions: { logicalCluster: 'lkc-1' }, tokenCa: true },
      {
        mechanism: 'oauthbearer',
        token_endpoint: 'https://idp.example/token',
        client_id: 'keywarden',
        client_secret_file: `${SECRETS}/client-secret`,
        scope: 'kafka',
        extensions: { logicalCluster: 'lkc-1' },
        token_ca_file: `${SECRETS}/token-ca.crt`,
      },
    ],
    ['MSK IAM', { mechanism: 'aws-msk-iam' }, { mechanism: 'aws-msk-iam' }],
    [
      'MSK IAM of a region',
      { mechanism: 'aws-msk-iam', region: 'eu-central-1' },
      { mechanism: 'aws-msk-iam', region: 'eu-central-1' },
    ],
    ['nothing', { mechanism: '' }, undefined],
  ])('writes a section that the services accept: %s', async (_name, values, expected) => {
    expect(await saslOf(values)).toEqual(expected);
  });

  it('mounts the secret of OAuth, and none for MSK IAM, whose role is the service account’s', async () => {
    const mounts = async (sasl: object, further: object = {}) => {
      const objects = await render({ ...withSasl(sasl), ...further });
      const { pod, container } = workload(objects, 'Deployment', 'keywarden-notifier');
      const paths = container.volumeMounts.map(({ mountPath }) => mountPath);
      return { account: pod.serviceAccountName, has: paths.includes(SECRETS) };
    };
    expect(await mounts(OAUTH)).toEqual({ account: undefined, has: true });
    const role = { serviceAccountName: 'kafka-writer' };
    expect(await mounts({ mechanism: 'aws-msk-iam' }, role)).toEqual({
      account: 'kafka-writer',
      has: false,
    });
  });

  it.each([
    ['no client', { ...OAUTH, clientId: '' }, /kafka\.sasl\.clientId is needed/],
    ['no endpoint', { ...OAUTH, tokenEndpoint: '' }, /kafka\.sasl\.tokenEndpoint is needed/],
    ['an endpoint that is no URL', { ...OAUTH, tokenEndpoint: 'idp' }, /tokenEndpoint/],
    ['OAuth without a secret', { ...OAUTH, secretName: '' }, /kafka\.sasl\.secretName is needed/],
    ['a user of OAuth', { ...OAUTH, username: 'x' }, /username/],
    ['an extension with a digit', { ...OAUTH, extensions: { a1: 'x' } }, /extensions/],
    ['a secret of MSK IAM', { mechanism: 'aws-msk-iam', secretName: 's' }, /secretName/],
    ['a region elsewhere', { ...OAUTH, region: 'eu-central-1' }, /region/],
    ['an OAuth scope of MSK IAM', { mechanism: 'aws-msk-iam', scope: 'x' }, /scope/],
    ['an unknown mechanism', { mechanism: 'gssapi' }, /mechanism/],
  ])('refuses %s and names the value', async (_name, values, named) => {
    await expect(render(withSasl(values))).rejects.toThrow(named);
  });
});
