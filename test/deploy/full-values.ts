/** Values that turn every option of the chart on. */
export const FULL = {
  image: { registry: 'registry.example/kw', tag: '1.2.3', pullSecrets: [{ name: 'pull' }] },
  kafka: {
    brokers: ['a.example:9093', 'b.example:9093'],
    createTopics: false,
    tls: { enabled: true, secretName: 'kafka-tls', clientCertificate: true },
    sasl: { mechanism: 'scram-sha-512', username: 'keywarden', secretName: 'kafka-password' },
  },
  redis: { secretName: 'redis-url' },
  telemetry: { otlpEndpoint: 'http://otel.example:4318' },
  http: { enabled: true, port: 9464 },
  collector: {
    config: { heartbeat_ms: 5_000, cri: { timeout_ms: 500 } },
    cri: { enabled: false, socket: '/run/crio/crio.sock' },
  },
  detector: {
    config: { lineage: { depth: 16 } },
    policy: {
      rules: [{ name: 'backup', reason: 'Nightly backup.', reader: { exe: ['/usr/bin/restic'] } }],
    },
    podDisruptionBudget: { enabled: true },
  },
  notifier: {
    config: {
      sinks: [
        {
          type: 'webhook',
          name: 'soc',
          url: 'https://soc.example/hook',
          hmac_secret_file: '/etc/keywarden-secrets/soc/hmac',
        },
      ],
    },
    secretMounts: [{ name: 'soc', secretName: 'soc-webhook' }],
    podDisruptionBudget: { enabled: true },
  },
  networkPolicy: { enabled: true, egress: [{ ports: [{ port: 9093 }] }] },
};
