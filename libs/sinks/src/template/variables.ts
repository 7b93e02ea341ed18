import { alert as alertSchema, type Alert } from '@keywarden/contracts';
import type { Notification } from '@keywarden/routing';
import { z } from 'zod';
import { gravest, summarise, type Summary } from '../shared/summary.js';
import type { Shape } from './shape.js';

/** What a template can speak of. */
export interface Variables {
  /** The gravest of `alerts`. */
  alert: Alert;
  /** Oldest first. */
  alerts: readonly Alert[];
  /** How many alerts are not among them, since the text with all of them would be too long. */
  left_out: number;
  notification: Notification;
  /** The same in the words of the default texts. */
  summary: Summary;
}

export function variablesOf(notification: Notification, leftOut = 0): Variables {
  return {
    alert: gravest(notification),
    alerts: notification.alerts,
    left_out: leftOut,
    notification,
    summary: summarise(notification),
  };
}

const STRING: Shape = { type: 'string' };
const INTEGER: Shape = { type: 'integer' };
const ALERT = z.toJSONSchema(alertSchema, { io: 'input' }) as Shape;
const ALERTS: Shape = { type: 'array', items: ALERT };
const FACTS: Shape = { type: 'array', items: object({ label: STRING, value: STRING }) };

const NOTIFICATION = object(
  {
    id: STRING,
    incident_id: STRING,
    status: { enum: ['firing', 'resolved'], ...STRING },
    reason: {
      enum: ['alert', 'repeat', 'escalation', 'unmuted', 'resolved', 'test'],
      ...STRING,
    },
    time: STRING,
    alerts: ALERTS,
    told_before: INTEGER,
    muted: INTEGER,
    resolution: object({ by: STRING, reason: STRING, time: STRING }),
  },
  ['resolution'],
);

/** The names that {@link Variables} has at any depth. */
export const VARIABLES: Shape = object({
  alert: ALERT,
  alerts: ALERTS,
  left_out: INTEGER,
  notification: NOTIFICATION,
  summary: object({
    title: STRING,
    description: STRING,
    urgency: { enum: ['critical', 'high', 'medium', 'low'], ...STRING },
    colour: INTEGER,
    facts: FACTS,
    actions: FACTS,
  }),
});

function object(properties: Record<string, Shape>, optional: readonly string[] = []): Shape {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required };
}
