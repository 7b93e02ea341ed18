/**
 * An HTTP server that says yes at once. `GET /` answers with the number of requests, the times of the first and the last, and
 * the delays of those with a header `x-sent-at` (ms). `GET /reset` begins anew. Prints its port.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

let count = 0;
let firstMs = 0;
let lastMs = 0;
let delays: number[] = [];
const PUBLISHED_AT = /published_at\\*":(\d+(?:\.\d+)?)/;

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify({ count, firstMs, lastMs, delays }));
    if (request.url === '/reset') [count, firstMs, lastMs, delays] = [0, 0, 0, []];
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.end();
    const nowMs = performance.timeOrigin + performance.now();
    count += 1;
    if (firstMs === 0) firstMs = nowMs;
    lastMs = nowMs;
    const sent = PUBLISHED_AT.exec(Buffer.concat(chunks).toString());
    if (sent !== null) delays.push(nowMs - Number(sent[1]));
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(`port ${String((server.address() as AddressInfo).port)}`);
});
