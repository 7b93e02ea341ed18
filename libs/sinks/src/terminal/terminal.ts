import type { Alert } from '@keywarden/contracts';
import type { DeliveryResult, Notifications, Sink } from '@keywarden/routing';
import { oneByOne } from '../shared/batch.js';
import pc from 'picocolors';
import type { TerminalConfig } from './config.js';
import { renderAlert, type Colours } from './render.js';

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
    return oneByOne(notifications, ({ alerts }) => this.#write(alerts[0], signal));
  }

  close(): Promise<void> {
    this.#output.off('error', ignoreHere);
    return Promise.resolve();
  }

  #write(alert: Alert, signal: AbortSignal): Promise<DeliveryResult> {
    const text =
      this.#format === 'json' ? `${JSON.stringify(alert)}\n` : renderAlert(alert, this.#colours);
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
