import { tlsOptions } from '../shared/tls.js';
import { portOf, type SyslogConfig } from './config.js';
import { DatagramTransport } from './datagram-transport.js';
import { StreamTransport } from './stream-transport.js';
import type { SyslogTransport } from './transport.js';

/** @throws KeywardenError `KW_CONFIG_INVALID` naming the certificate file that cannot be read */
export function createTransport(config: SyslogConfig): SyslogTransport {
  const { host, protocol, framing, timeout_ms, settle_ms } = config;
  const address = { host, port: portOf(config) };
  if (protocol === 'udp') return new DatagramTransport(address);
  const stream = { ...address, framing, timeoutMs: timeout_ms, settleMs: settle_ms };
  if (protocol === 'tcp') return new StreamTransport(stream);
  const tls = tlsOptions(config.tls, `notifier.sinks "${config.name}"`);
  return new StreamTransport({ ...stream, tls });
}
