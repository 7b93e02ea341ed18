import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOfText, kindOfCertificate } from './certificate-kind.js';

const SERVER = '1.3.6.1.5.5.7.3.1';
const CLIENT = '1.3.6.1.5.5.7.3.2';

describe('kindOfCertificate', () => {
  it.each([
    [['O=system:masters', 'CN=kubernetes-admin'], [CLIENT], 'admin'],
    [['O=system:masters', 'CN=kube-apiserver-kubelet-client'], [CLIENT], 'api-server'],
    [['CN=kube-apiserver'], [SERVER], 'api-server'],
    [['O=system:nodes', 'CN=system:node:n1'], [CLIENT], 'kubelet-client'],
    [['O=system:nodes', 'CN=system:node:n1'], [SERVER], 'kubelet-serving'],
    [['O=system:nodes', 'CN=system:node:n1'], [SERVER, CLIENT], 'kubelet-client'],
    [['CN=system:kube-controller-manager'], [CLIENT], 'controller-manager'],
    [['CN=system:kube-scheduler'], [CLIENT], 'scheduler'],
    [['CN=kube-etcd-peer'], [SERVER], 'etcd'],
    [['CN=front-proxy-client'], [CLIENT], 'front-proxy'],
    [['CN=shop.example'], [SERVER], undefined],
    [['CN=not-system:masters', 'OU=system:masters'], [], undefined],
  ])('%j for %j is %s', (subject, usages, expected) => {
    expect(kindOfCertificate({ subject, usages, isAuthority: false })).toBe(expected);
  });

  it.each([
    ['CN=kubernetes', 'cluster-ca'],
    ['CN=etcd-ca', 'etcd'],
    ['CN=front-proxy-ca', 'front-proxy'],
    ['CN=system:kube-scheduler', 'cluster-ca'],
  ])('an authority %s is %s', (name, expected) => {
    expect(kindOfCertificate({ subject: [name], usages: [], isAuthority: true })).toBe(expected);
  });
});

describe('contentOfText', () => {
  it.each(['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'ENCRYPTED PRIVATE KEY'])(
    'finds a %s under any name',
    (label) => {
      const text = `-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n-----BEGIN ${label}-----\n`;
      expect(contentOfText(text, 'public-certificate')).toBe('private-key');
      expect(contentOfText(text, 'secret')).toBe('private-key');
      expect(contentOfText(text, 'kubeconfig')).toBe('kubeconfig');
    },
  );

  it.each([
    '-----BEGIN PUBLIC KEY-----',
    'x -----BEGIN PRIVATE KEY-----',
    '-----BEGIN private KEY-----',
    '',
  ])('finds none in %j', (text) => {
    expect(contentOfText(text, 'public-certificate')).toBe('public-certificate');
  });

  it('tells a kubeconfig with a secret from one without', () => {
    const head = 'apiVersion: v1\nkind: Config\nusers:\n- user:\n    ';
    expect(contentOfText(`${head}client-key-data: QQ==`, 'secret')).toBe('kubeconfig');
    expect(contentOfText(`${head}token: abc`, 'public-certificate')).toBe('kubeconfig');
    expect(contentOfText(`${head}exec: {command: aws}`, 'public-certificate')).toBe(
      'public-certificate',
    );
    expect(contentOfText(`${head}client-key: /k`, 'kubeconfig')).toBe('kubeconfig');
  });

  it('never makes a secret less of one', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(contentOfText(text, 'private-key')).toBe('private-key');
        expect(contentOfText(text, 'token')).not.toBe('public-certificate');
      }),
    );
  });
});
