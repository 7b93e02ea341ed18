import type { SignatureMetadata } from '@keywarden/contracts';

const OWN_SIGNATURE = { version: 1, event_sets: ['signatures', 'default'] };

const INDICATOR_BLOCKING = {
  technique: 'Impair Defenses: Indicator Blocking',
  mitre_id: 'attack-pattern--74d2a63f-3c7b-4852-92da-02d8fbab16da',
  mitre_external_ids: ['T1562.006'],
};

/** A node that sent heartbeats sends none. Severity 1 where its collector said that it stops. */
export const KW_1003: SignatureMetadata = {
  ...OWN_SIGNATURE,
  id: 'KW-1003',
  name: 'node_silent',
  severity: 2,
  category: 'defense-evasion',
  technique: 'Impair Defenses: Disable or Modify Tools',
  mitre_id: 'attack-pattern--ac08589e-ee59-4935-8667-d845e38fe579',
  mitre_external_ids: ['T1562.001'],
  depends_on: ['sensor_status'],
};

/** A consumer group of Keywarden is behind: what it reads is judged or told late. */
export const KW_1004: SignatureMetadata = {
  ...OWN_SIGNATURE,
  ...INDICATOR_BLOCKING,
  id: 'KW-1004',
  name: 'consumer_lag',
  severity: 2,
  category: 'self-monitoring',
  depends_on: ['service_status'],
};

/** A receiver of alerts takes none. */
export const KW_1005: SignatureMetadata = {
  ...OWN_SIGNATURE,
  ...INDICATOR_BLOCKING,
  id: 'KW-1005',
  name: 'receiver_failing',
  severity: 2,
  category: 'self-monitoring',
  depends_on: ['service_status'],
};

/** A node raises more alerts than people can read. */
export const KW_1006: SignatureMetadata = {
  ...OWN_SIGNATURE,
  ...INDICATOR_BLOCKING,
  id: 'KW-1006',
  name: 'alert_storm',
  severity: 3,
  category: 'self-monitoring',
  depends_on: ['service_status'],
};

/** All is well. Only its absence says something, so it stands for no technique. */
export const KW_1100: SignatureMetadata = {
  ...OWN_SIGNATURE,
  id: 'KW-1100',
  name: 'watchdog',
  severity: 0,
  category: 'self-monitoring',
  technique: 'none',
  mitre_id: '',
  mitre_external_ids: [],
  depends_on: ['sensor_status', 'service_status'],
};
