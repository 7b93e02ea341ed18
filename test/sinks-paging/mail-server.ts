import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Certificates } from './certificates.ts';

export interface ReceivedMail {
  readonly raw: string;
  readonly mail: ParsedMail;
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string | undefined;
}

/** A reply of the server instead of success: `code` and text, or none at all. */
export interface Refusal {
  readonly at: 'connect' | 'auth' | 'from' | 'to' | 'data';
  readonly code?: number;
  readonly text?: string;
  /** Only for this recipient. */
  readonly only?: string;
  /** Says nothing. */
  readonly hang?: boolean;
}

export interface MailServer {
  readonly port: number;
  readonly mails: ReceivedMail[];
  refusal: Refusal | undefined;
  close(): Promise<void>;
}

/** A real SMTP server on loopback. `password` makes it ask for one. */
export async function startMailServer(
  options: { tls?: Certificates; implicit?: boolean; password?: string } = {},
): Promise<MailServer> {
  const { tls, implicit, password } = options;
  const mails: ReceivedMail[] = [];
  /** True when a refusal for this step took over. */
  const refused = (at: Refusal['at'], done: (error?: Error) => void, address?: string): boolean => {
    const { refusal } = server;
    if (refusal?.at !== at) return false;
    if (refusal.only !== undefined && refusal.only !== address) return false;
    if (refusal.hang === true) return true;
    const text = refusal.text ?? 'no';
    done(Object.assign(new Error(text), { responseCode: refusal.code ?? 550 }));
    return true;
  };
  const settings: SMTPServerOptions = {
    authOptional: password === undefined,
    secure: implicit === true,
    ...(tls === undefined
      ? { disabledCommands: ['STARTTLS'] }
      : { key: readFileSync(tls.serverKey), cert: readFileSync(tls.serverCert) }),
    onConnect: (_, done) => {
      if (!refused('connect', done)) done();
    },
    onAuth: (auth, _, done) => {
      if (refused('auth', done)) return;
      if (auth.password === password) done(null, { user: auth.username ?? '' });
      else done(new Error('Invalid username or password'));
    },
    onMailFrom: ({ address }, _, done) => {
      if (!refused('from', done, address)) done();
    },
    onRcptTo: ({ address }, _, done) => {
      if (!refused('to', done, address)) done();
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refused('data', done)) return;
        const raw = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        void simpleParser(raw).then((mail) => {
          mails.push({
            raw: raw.toString(),
            mail,
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            secure: session.secure,
            user: session.user as string | undefined,
          });
          done();
        });
      });
    },
  };
  const listener = new SMTPServer(settings);
  // A client that gives up in the middle is part of the tests.
  listener.on('error', () => undefined);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const server: MailServer = {
    port: (listener.server.address() as AddressInfo).port,
    mails,
    refusal: undefined,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => {
          resolve();
        });
      }),
  };
  return server;
}
