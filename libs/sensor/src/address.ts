import { isIPv4, SocketAddress } from 'node:net';
import type { WatchedAddress } from './types.js';

/** `sizeof(struct kw_address_key)`: 16 bytes of address, the port, padding. */
const KEY_SIZE = 24;
const MAPPED_IPV4 = Buffer.from('00000000000000000000ffff', 'hex');

/** 16 bytes as text; `::ffff:a.b.c.d` is the IPv4 address in it. */
export function formatAddress(bytes: Uint8Array): string {
  if (MAPPED_IPV4.equals(bytes.subarray(0, 12))) return bytes.subarray(12).join('.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(index * 2).toString(16));
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
}

/** Map keys, one after another. Throws a TypeError for what is no IP address. */
export function addressKeys(addresses: readonly WatchedAddress[]): Uint8Array {
  const keys = new Uint8Array(KEY_SIZE * addresses.length);
  addresses.forEach(({ address, port }, index) => {
    const at = index * KEY_SIZE;
    keys.set(addressBytes(address), at);
    new DataView(keys.buffer).setUint16(at + 16, port, true);
  });
  return keys;
}

function addressBytes(address: string): Uint8Array {
  if (isIPv4(address))
    return Buffer.concat([MAPPED_IPV4, Buffer.from(address.split('.').map(Number))]);
  const normal = new SocketAddress({ address, family: 'ipv6' }).address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(normal)?.[1];
  if (mapped !== undefined) return addressBytes(mapped);
  const [head = '', tail = ''] = normal.split('::');
  const before = head.split(':').filter(Boolean);
  const after = tail.split(':').filter(Boolean);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const groups = [...before, ...zeros, ...after];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
