import { hostname } from 'node:os';
import type { DeliveryResult, Notification, Notifications, Sink } from '@keywarden/routing';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { oneByOne } from '../shared/batch.js';
import { placeOf, type HttpDeps } from '../shared/http-options.js';
import { redactor } from '../shared/redact.js';
import { readSecret } from '../shared/secret.js';
import { summarise } from '../shared/summary.js';
import { tlsOptions } from '../shared/tls.js';
import { TextWriter } from '../template/texts.js';
import type { SmtpConfig } from './config.js';
import { judgeMailFault, judgeSent } from './judge.js';
import { mailMessage, SMTP_BOUNDS } from './message.js';
import { sendMail, type Login } from './send.js';

const PORTS = { starttls: 587, implicit: 465, none: 25 } as const;
const MAX_REPLY_BYTES = 65_536;

/** Sends a mail to all recipients at once, over a connection of its own for each mail. */
export class SmtpSink implements Sink {
  readonly type = 'smtp';
  readonly name: string;
  readonly maxBatch = 1;
  readonly lingerMs = 0;
  readonly #config: SmtpConfig;
  readonly #options: SMTPConnectionOptions;
  readonly #login: Login | undefined;
  readonly #texts: TextWriter;
  readonly #redact: (text: string) => string;

  /** @throws KeywardenError `KW_CONFIG_INVALID` for a secret, file or template that is wrong */
  constructor(config: SmtpConfig, { env }: Pick<HttpDeps, 'env'>) {
    const where = placeOf(config);
    const pass = readSecret({ config, name: 'password', env, where });
    this.name = config.name;
    this.#config = config;
    this.#options = connectionOptions(config, where);
    const { username } = config;
    if (username !== undefined && pass !== undefined) this.#login = { user: username, pass };
    this.#texts = new TextWriter(config, where, { title: 'none', body: 'none' });
    // RFC 4616 section 2: what PLAIN sends.
    const plain = pass === undefined ? undefined : `\u0000${username ?? ''}\u0000${pass}`;
    this.#redact = redactor([pass, plain]);
  }

  deliver(notifications: Notifications, signal: AbortSignal): Promise<readonly DeliveryResult[]> {
    return oneByOne(notifications, (notification) => this.#deliver(notification, signal));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #deliver(notification: Notification, signal: AbortSignal): Promise<DeliveryResult> {
    const result = await this.#attempt(notification, signal);
    if (result.outcome !== 'delivered') return { ...result, reason: this.#redact(result.reason) };
    return { ...result, answer: this.#redact(result.answer ?? '') };
  }

  async #attempt(notification: Notification, signal: AbortSignal): Promise<DeliveryResult> {
    const { from, from_name, to, timeout_ms } = this.#config;
    const timeout = AbortSignal.timeout(timeout_ms);
    try {
      const summary = summarise(notification);
      const texts = this.#texts.write(notification, summary, SMTP_BOUNDS);
      const addresses = { from, fromName: from_name, to };
      const message = await mailMessage(notification, summary, texts, addresses);
      const either = AbortSignal.any([signal, timeout]);
      const envelope = { from, to: [...to] };
      return judgeSent(await sendMail(this.#options, this.#login, envelope, message, either));
    } catch (error) {
      if (timeout.aborted) {
        return { outcome: 'retry', reason: `no answer within ${String(timeout_ms)} ms` };
      }
      return judgeMailFault(error);
    }
  }
}

function connectionOptions(config: SmtpConfig, where: string): SMTPConnectionOptions {
  const { encryption, host, port, timeout_ms } = config;
  const { servername, ...files } = tlsOptions(config.tls, where);
  return {
    host,
    port: port ?? PORTS[encryption],
    secure: encryption === 'implicit',
    requireTLS: encryption === 'starttls',
    ignoreTLS: encryption === 'none',
    name: hostname(),
    tls: { ...files, minVersion: 'TLSv1.2', ...(servername === undefined ? {} : { servername }) },
    connectionTimeout: timeout_ms,
    greetingTimeout: timeout_ms,
    socketTimeout: timeout_ms,
    dnsTimeout: timeout_ms,
    socketCloseTimeout: 0,
    maxResponseSize: MAX_REPLY_BYTES,
    logger: false,
  };
}
