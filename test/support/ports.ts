import { createServer } from 'node:net';

/**
 * A TCP port on 127.0.0.1 that was free a moment ago. Another process may still take it first, so
 * callers that bind it must treat "address in use" as a reason to ask again.
 */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') {
          reject(new Error(`freePort: the probe socket has no port (address: ${String(address)})`));
        } else {
          resolve(address.port);
        }
      });
    });
  });
}
