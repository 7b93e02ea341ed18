import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { atMostOne, secretFields } from '../shared/secret.js';
import { tlsConfig } from '../shared/tls.js';
import { sinkName } from '../sink-name.js';
import { textFields } from '../template/texts.js';

const address = z.email('must be an address like soc@example.com').max(254);

/** Mail by SMTP. */
export const smtpConfig = z
  .strictObject({
    type: z.literal('smtp'),
    name: sinkName.default('smtp'),
    host: z.string().min(1).max(253),
    /** Default: 587 for `starttls`, 465 for `implicit`, 25 for `none`. */
    port: z.int().min(1).max(65_535).exactOptional(),
    /** `starttls`: no mail and no password without it; `implicit`: TLS from the first byte. */
    encryption: z.enum(['starttls', 'implicit', 'none']).default('starttls'),
    /** How the server is verified, and the client's own certificate. */
    tls: tlsConfig.exactOptional(),
    username: z.string().min(1).max(256).exactOptional(),
    ...secretFields('password'),
    from: address,
    from_name: z
      .string()
      .max(100)
      .regex(/^\P{Cc}*$/u, 'must not hold control characters')
      .default('Keywarden'),
    to: z.array(address).min(1).max(50),
    /** For one attempt, from connecting to the server's last word. */
    timeout_ms: z.int().min(10).max(300_000).default(30_000),
    ...textFields,
  })
  .refine(...atMostOne('password'))
  .refine((config) => (config.username !== undefined) === hasPassword(config), {
    error: 'username and password go together',
  })
  .refine(({ encryption, username }) => encryption !== 'none' || username === undefined, {
    error: 'a password is not sent without TLS; set encryption to starttls or implicit',
  });

export type SmtpConfig = z.output<typeof smtpConfig>;

export const smtpDescription: SinkDescription = { type: 'smtp', style: 'people', resolves: true };

function hasPassword(config: object): boolean {
  return ['password', 'password_file', 'password_env'].some((key) => key in config);
}
