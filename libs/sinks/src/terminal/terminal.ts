import type { DeliveryResult, Notification, Notifications, Sink } from '@keywarden/routing';
import { oneByOne } from '../shared/batch.js';
import pc from 'picocolors';
import { alertOf } from '../stream/alert-of.js';
import { banner } from './banner.js';
import type { TerminalConfig } from './config.js';
import { renderAlert, type Colours } from './render.js';
import { visible } from './visible.js';

/** The part of a writable stream that is used. */
export interface TerminalOutput {
  readonly isTTY?: boolean;
  write(text: string, done: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/** Writes each alert to a stream; acknowledged when the stream has taken it. */
export class TerminalSink implements Sink {
  readonly type = 'terminal';
  readonly name: string;
  readonly maxBatch = 1;
  readonly lingerMs = 0;
  readonly #format: TerminalConfig['format'];
  readonly #output: TerminalOutput;
  readonly #colours: Colours;

  constructor(config: TerminalConfig, output: TerminalOutput, env: NodeJS.ProcessEnv) {
    this.name = config.name;
    this.#format = config.format;
    this.#output = output;
    this.#colours = pc.createColors(isColoured(config, output, env));
    output.on('error', ignoreHere);
  }

  deliver(notifications: Notifications, signal: AbortSignal): Promise<readonly DeliveryResult[]> {
    return oneByOne(notifications, (notification) => this.#write(notification, signal));
  }

  close(): Promise<void> {
    this.#output.off('error', ignoreHere);
    return Promise.resolve();
  }

  #write(notification: Notification, signal: AbortSignal): Promise<DeliveryResult> {
    const text = this.#format === 'json' ? jsonLine(notification) : this.#text(notification);
    return new Promise((resolve) => {
      const onAbort = () => {
        resolve({ outcome: 'retry', reason: 'the output takes no more text' });
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#output.write(text, (error) => {
        signal.removeEventListener('abort', onAbort);
        // A closed pipe does not open again.
        if (error) resolve({ outcome: 'rejected', reason: `cannot write: ${error.message}` });
        else resolve({ outcome: 'delivered' });
      });
    });
  }

  #text(notification: Notification): string {
    const head = banner(notification, this.#colours);
    if (notification.status === 'resolved') {
      return `${head}  ${visible(alertOf(notification).title)}\n\n`;
    }
    return `${head}${renderAlert(alertOf(notification), this.#colours)}`;
  }
}

/** The alert as it is; one that is not new says so, and why, in `notification`. */
function jsonLine(notification: Notification): string {
  const { id, status, reason, time, told_before, muted, resolution } = notification;
  const alert = alertOf(notification);
  const about = { id, status, reason, time, told_before, muted, resolution };
  const shown = reason === 'alert' ? alert : { ...alert, notification: about };
  return `${JSON.stringify(shown)}\n`;
}

/** The callback of `write` reports the error; without a listener the stream would throw it as well. */
function ignoreHere(): void {
  return undefined;
}

function isColoured(
  { colour }: TerminalConfig,
  output: TerminalOutput,
  env: NodeJS.ProcessEnv,
): boolean {
  if (colour !== 'auto') return colour === 'always';
  return output.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}
