import { readConfiguredFile } from '@keywarden/platform';
import { z } from 'zod';

const path = z.string().min(1);

/** The `tls` section of a sink that speaks TLS. */
export const tlsConfig = z
  .strictObject({
    /** PEM file with the authorities to trust instead of the system's. */
    ca_file: path.exactOptional(),
    /** PEM files of the client's certificate and key, for mutual TLS. */
    cert_file: path.exactOptional(),
    key_file: path.exactOptional(),
    /** The name that the receiver's certificate must have; default: the host of the address. */
    server_name: z.string().min(1).exactOptional(),
  })
  .refine((tls) => (tls.cert_file === undefined) === (tls.key_file === undefined), {
    error: 'needs both cert_file and key_file, or neither',
  });

export type TlsConfig = z.output<typeof tlsConfig>;

/** The settings of Node's TLS that follow from the section; all PEM text. */
export interface TlsOptions {
  ca?: string;
  cert?: string;
  key?: string;
  servername?: string;
}

/**
 * Reads the files of a `tls` section.
 *
 * @param where the sink, e.g. `notifier.sinks "siem"`, for errors
 * @throws KeywardenError `KW_CONFIG_INVALID` naming the file that cannot be read
 */
export function tlsOptions(config: TlsConfig | undefined, where: string): TlsOptions {
  if (config === undefined) return {};
  const { ca_file, cert_file, key_file, server_name } = config;
  const read = (file: string, key: string): string =>
    readConfiguredFile(file, `${where}: tls.${key}`);
  return {
    ...(ca_file === undefined ? {} : { ca: read(ca_file, 'ca_file') }),
    ...(cert_file === undefined ? {} : { cert: read(cert_file, 'cert_file') }),
    ...(key_file === undefined ? {} : { key: read(key_file, 'key_file') }),
    ...(server_name === undefined ? {} : { servername: server_name }),
  };
}
