import type { Notification } from '@keywarden/routing';
import { gravest, type Fact, type Summary } from '../shared/summary.js';
import { fit, fitSome } from '../template/escape.js';
import type { TextBounds, Texts } from '../template/texts.js';
import type { OpsgenieConfig } from './config.js';

// https://docs.opsgenie.com/docs/alert-api: message 130, alias 512, description 15,000, entity 512, source
// 100, details 8,000 in all, a note 25,000.
const MAX_MESSAGE = 130;
const MAX_DESCRIPTION = 15_000;
const MAX_DETAILS = 8_000;
const MAX_ALIAS = 512;
const MAX_NOTE = 25_000;

export const OPSGENIE_BOUNDS: TextBounds = { title: MAX_MESSAGE, body: MAX_DESCRIPTION - 2_200 };

export interface OpsgenieAlert {
  message: string;
  alias: string;
  description: string;
  priority: 'P1' | 'P2' | 'P3' | 'P4' | 'P5';
  source: string;
  entity: string;
  details: Record<string, string>;
  tags?: string[];
  responders?: { type: 'team'; name: string }[];
}

export interface OpsgenieClose {
  source: string;
  user: string;
  note: string;
}

type Settings = Pick<OpsgenieConfig, 'teams' | 'tags' | 'priority_map'>;

/** The alert of an incident; the texts are written for `none`. */
export function opsgenieAlert(
  notification: Notification,
  summary: Summary,
  { title, body, link }: Texts,
  { teams, tags, priority_map }: Settings,
): OpsgenieAlert {
  const worst = gravest(notification);
  return {
    message: title || '-',
    alias: aliasOf(notification),
    description: link === undefined ? body : `${body}\n\n${link}`,
    priority: priority_map[summary.urgency],
    source: fit('none', worst.event.node, 100),
    entity: fit('none', worst.credential.canonical_path, 512),
    details: detailsWithin([...summary.facts, ...summary.actions]),
    ...(tags.length === 0 ? {} : { tags }),
    ...(teams.length === 0
      ? {}
      : { responders: teams.map((name) => ({ type: 'team' as const, name })) }),
  };
}

/** The key by which Opsgenie knows the alert of an incident again. */
export function aliasOf({ incident_id }: Notification): string {
  return incident_id.slice(0, MAX_ALIAS).toWellFormed();
}

export function opsgenieClose({ resolution }: Notification): OpsgenieClose {
  return {
    source: 'Keywarden',
    user: fitSome('none', resolution?.by ?? 'Keywarden', 100),
    note: fitSome('none', resolution?.reason ?? 'resolved', MAX_NOTE),
  };
}

/** As many as fit; the last one is cut. */
function detailsWithin(facts: readonly Fact[]): Record<string, string> {
  const details: Record<string, string> = {};
  let left = MAX_DETAILS;
  for (const { label, value } of facts) {
    const name = fit('none', label, 100);
    if (left <= name.length + 1 || Object.hasOwn(details, name)) continue;
    const text = fit('none', value, left - name.length);
    Object.defineProperty(details, name, { value: text, enumerable: true, configurable: true });
    left -= name.length + text.length;
  }
  return details;
}
