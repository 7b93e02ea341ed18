import SMTPConnection, {
  type SMTPConnectionOptions,
  type SMTPConnectionSendInfo,
} from 'nodemailer/lib/smtp-connection';

export interface Login {
  user: string;
  pass: string;
}

/**
 * Sends one message over a connection of its own, which is cut when `signal` is aborted.
 *
 * @throws Error of the library, with `responseCode` when the server said no; the reason of `signal` when
 *   that was first
 */
export async function sendMail(
  options: SMTPConnectionOptions,
  login: Login | undefined,
  envelope: { from: string; to: string[] },
  message: Buffer,
  signal: AbortSignal,
): Promise<SMTPConnectionSendInfo> {
  signal.throwIfAborted();
  const connection = new SMTPConnection(options);
  let cut: (() => void) | undefined;
  const failed = new Promise<never>((_, reject) => {
    cut = () => {
      reject(signal.reason as Error);
      connection.close();
    };
    signal.addEventListener('abort', cut, { once: true });
    connection.on('error', reject);
    connection.once('end', () => {
      reject(new Error('the server closed the connection'));
    });
  });
  // It stays unused when all goes well.
  failed.catch(() => undefined);
  try {
    return await Promise.race([failed, converse(connection, login, envelope, message)]);
  } finally {
    if (cut !== undefined) signal.removeEventListener('abort', cut);
    connection.close();
  }
}

async function converse(
  connection: SMTPConnection,
  login: Login | undefined,
  envelope: { from: string; to: string[] },
  message: Buffer,
): Promise<SMTPConnectionSendInfo> {
  await step<undefined>((done) => {
    connection.connect((error) => {
      done(error ?? null, undefined);
    });
  });
  if (login !== undefined) {
    await step((done) => {
      connection.login(login, done);
    });
  }
  return step<SMTPConnectionSendInfo>((done) => {
    connection.send(envelope, message, done);
  });
}

/** A call with a callback as a promise. */
function step<T>(call: (done: (error: Error | null, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, value) => {
      if (error === null) resolve(value as T);
      else reject(error);
    });
  });
}
