/**
 * The least that delivers: posts a body to URLs over kept connections. Arguments: count, requests at the same time, per second
 * (0: as fast as it goes), count of a second run before which the receiver is told to forget the first (0: none), body file, URLs.
 * Ends when all are answered.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const [count = '', concurrency = '', rate = '', then = '', file = '', ...urls] =
  process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(concurrency) * urls.length });
const template = readFileSync(file, 'utf8');

function post(url: string): Promise<void> {
  const nowMs = performance.timeOrigin + performance.now();
  const body = template.replace('"published_at":0', `"published_at":${String(nowMs)}`);
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const out = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', resolve);
    });
    out.once('error', reject).end(body);
  });
}

async function lane(url: string, share: number): Promise<void> {
  for (let n = 0; n < share; n += 1) await post(url);
}

async function asFastAsItGoes(posts: number): Promise<void> {
  const share = Math.ceil(posts / Number(concurrency));
  await Promise.all(
    urls.flatMap((url) => Array.from({ length: Number(concurrency) }, () => lane(url, share))),
  );
}

if (rate === '0') {
  await asFastAsItGoes(Number(count));
  if (then !== '0') {
    await (await fetch(new URL('/reset', urls[0]))).text();
    await asFastAsItGoes(Number(then));
  }
} else {
  const running: Promise<void>[] = [];
  const startMs = performance.now();
  for (let n = 0; n < Number(count); n += 1) {
    await delay(Math.max(0, startMs + (n * 1_000) / Number(rate) - performance.now()));
    for (const url of urls) running.push(post(url));
  }
  await Promise.all(running);
}
agent.destroy();
