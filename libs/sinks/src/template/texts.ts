import { z } from 'zod';
import type { Notification } from '@keywarden/routing';
import type { Summary } from '../shared/summary.js';
import { MAX_SOURCE } from './engine.js';
import { cutEscaped, fit, type Escape } from './escape.js';
import { Template } from './template.js';
import { variablesOf } from './variables.js';

const source = z.string().min(1).max(MAX_SOURCE).exactOptional();

/** The keys by which a sink for people takes its texts; docs/integration/templates.md. */
export const textFields = {
  /** Instead of the alert's title. */
  title_template: source,
  /** Instead of the alert's description. */
  body_template: source,
  /** Address of a page about the incident, e.g. `https://soc.example/{{ notification.incident_id }}`. */
  link_template: source.refine((text) => /^https?:\/\//.test(text), {
    error: 'must begin with http:// or https://',
  }),
};

export interface TextsConfig {
  title_template?: string;
  body_template?: string;
  link_template?: string;
}

/** Escaped for the target and within the bounds that were asked for. */
export interface Texts {
  title: string;
  body: string;
  link?: string;
}

export interface TextBounds {
  title: number;
  body: number;
}

const MAX_LINK = 2_048;

/** The title, body and link of a notification, from templates where they are configured. */
export class TextWriter {
  readonly #title: Template | undefined;
  readonly #body: Template | undefined;
  readonly #link: Template | undefined;
  readonly #targets: { title: Escape; body: Escape };

  /**
   * @param where the sink, e.g. `notifier.sinks "soc"`, for errors
   * @throws KeywardenError `KW_CONFIG_INVALID` when a template is wrong
   */
  constructor(config: TextsConfig, where: string, targets: { title: Escape; body: Escape }) {
    const template = (key: keyof TextsConfig, target: Escape, refuse?: typeof refuseNonUrl) => {
      const text = config[key];
      const place = `${where}: ${key}`;
      return text === undefined
        ? undefined
        : new Template({ text, where: place, target, ...(refuse === undefined ? {} : { refuse }) });
    };
    this.#targets = targets;
    this.#title = template('title_template', targets.title);
    this.#body = template('body_template', targets.body);
    this.#link = template('link_template', 'url', refuseNonUrl);
  }

  /** A template that exceeds its bounds gives way to the default text: no notification is lost by it. */
  write(notification: Notification, summary: Summary, max: TextBounds): Texts {
    const { title, body } = this.#targets;
    const written = (template: Template | undefined): string | undefined =>
      template === undefined ? undefined : attempt(template, notification);
    const [ownTitle, ownBody, link] = [this.#title, this.#body, this.#link].map(written);
    const isLink = link !== undefined && link.length <= MAX_LINK && URL.canParse(link);
    return {
      title:
        ownTitle === undefined || ownTitle.trim() === ''
          ? fit(title, summary.title, max.title)
          : cutEscaped(title, oneLine(ownTitle), max.title),
      body:
        ownBody === undefined || ownBody.trim() === ''
          ? fit(body, summary.description, max.body)
          : cutEscaped(body, ownBody, max.body),
      ...(isLink ? { link } : {}),
    };
  }
}

function attempt(template: Template, notification: Notification): string | undefined {
  try {
    return template.render(variablesOf(notification));
  } catch {
    return undefined;
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function refuseNonUrl(result: string): string | undefined {
  return URL.canParse(result) ? undefined : 'does not make a URL';
}
