import { anAlert } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { toCloudEvent, toHttpBinary, toHttpStructured, toKafkaBinary } from '../index.js';

const alert = anAlert();
const event = toCloudEvent(alert, { source: '/keywarden/prod' });

describe('toCloudEvent', () => {
  it('has the attributes of the alert', () => {
    expect(event).toMatchObject({
      specversion: '1.0',
      id: alert.id,
      source: '/keywarden/prod',
      subject: '/etc/kubernetes/pki/ca.key',
      partitionkey: alert.incident_id,
      riskscore: 85,
      data: alert,
    });
  });

  it('shows what an attribute may not hold', () => {
    const credential = { ...alert.credential, canonical_path: '/a\nb\u0085c\ufffe' };
    expect(toCloudEvent(anAlert({ credential }), { source: 's' }).subject).toBe(
      '/a\\x0ab\\x85c\\ufffe',
    );
  });
});

describe('Kafka', () => {
  it('keeps the partition key of the event as the key of the record', () => {
    const { key, headers, value } = toKafkaBinary(event);
    expect(key).toBe(alert.incident_id);
    expect(headers).toMatchObject({ ce_id: alert.id, 'content-type': 'application/json' });
    expect(JSON.parse(value.toString())).toEqual(alert);
  });
});

describe('HTTP', () => {
  it('encodes what a header cannot hold', () => {
    const credential = { ...alert.credential, canonical_path: '/ü "%' };
    const { headers } = toHttpBinary(toCloudEvent(anAlert({ credential }), { source: 's' }));
    expect(headers['ce-subject']).toBe('/%C3%BC%20%22%25');
  });

  it('carries the whole event in structured mode', () => {
    expect(JSON.parse(toHttpStructured(event).body.toString())).toEqual(event);
  });
});
