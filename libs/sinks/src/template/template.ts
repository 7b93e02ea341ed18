import { KeywardenError } from '@keywarden/contracts';
import { LiquidError, type Liquid, type Template as Parsed } from 'liquidjs';
import { findMistake, type Place } from './check.js';
import { createEngine, MAX_OUTPUT, MAX_SOURCE } from './engine.js';
import type { Escape } from './escape.js';
import { sampleOf } from './sample.js';
import { VARIABLES, type Variables } from './variables.js';

export interface TemplateSource {
  text: string;
  /** The key of the configuration, e.g. `notifier.sinks "siem": body_template`, for errors. */
  where: string;
  /** What the values are escaped for; the template's own text stays as it is. */
  target: Escape;
  /** Why a result is not acceptable; tried at start with samples. */
  refuse?: (result: string) => string | undefined;
}

/** A text with variables, in a part of the Liquid language; see docs/integration/templates.md. */
export class Template {
  readonly #engine: Liquid;
  readonly #parsed: Parsed[];

  /**
   * Parses the template, looks up every name in it and tries it on two samples.
   *
   * @throws KeywardenError `KW_CONFIG_INVALID` with the key, the line and the column of the mistake
   */
  constructor({ text, where, target, refuse }: TemplateSource) {
    if (text.length > MAX_SOURCE) {
      throw invalid(where, `is longer than ${String(MAX_SOURCE)} characters`);
    }
    this.#engine = createEngine(target);
    try {
      this.#parsed = this.#engine.parse(text);
    } catch (error) {
      throw invalid(where, plainMessage(error), placeOf(error));
    }
    const mistake = findMistake(this.#parsed, VARIABLES);
    if (mistake !== undefined) throw invalid(where, mistake.message, mistake);
    this.#try(where, refuse ?? (() => undefined));
  }

  /**
   * @throws Error when the bounds of time, memory or length are exceeded; the caller falls back to its
   *   default text, or refuses the notification
   */
  render(variables: Variables): string {
    return this.#render(variables);
  }

  #render(variables: object): string {
    const result = String(this.#engine.renderSync(this.#parsed, variables));
    if (result.length > MAX_OUTPUT) {
      throw new Error(`the result is longer than ${String(MAX_OUTPUT)} characters`);
    }
    return result;
  }

  #try(where: string, refuse: (result: string) => string | undefined): void {
    for (const kind of ['full', 'bare'] as const) {
      let result: string;
      try {
        result = this.#render(sampleVariables(kind));
      } catch (error) {
        throw invalid(where, plainMessage(error), placeOf(error));
      }
      const refusal = refuse(result);
      if (refusal !== undefined) throw invalid(where, refusal);
    }
  }
}

/** There is always an alert, also in a bare notification. */
function sampleVariables(kind: 'full' | 'bare'): object {
  const sample = sampleOf(VARIABLES, kind) as Variables;
  const alerts = [sample.alert] as const;
  return { ...sample, alerts, notification: { ...sample.notification, alerts } };
}

/** Refuses what is not JSON, for bodies that must be. */
export function refuseNonJson(result: string): string | undefined {
  try {
    JSON.parse(result);
    return undefined;
  } catch (error) {
    return `does not make JSON: ${plainMessage(error)}`;
  }
}

function invalid(where: string, message: string, place?: Place): KeywardenError {
  const at =
    place === undefined ? '' : `, line ${String(place.line)}, column ${String(place.column)}`;
  return new KeywardenError('KW_CONFIG_INVALID', message, {
    where: `${where}${at}`,
    hint: 'The variables and filters of templates are in docs/integration/templates.md.',
  });
}

function placeOf(error: unknown): Place | undefined {
  if (!LiquidError.is(error)) return undefined;
  const [line = 1, column = 1] = error.token.getPosition();
  return { line, column };
}

/** The library puts the place into the message; it is told in `where` already. */
export function plainMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/, line:\d+, col:\d+$/, '');
}
