import { createConnection } from 'node:net';
import { join } from 'node:path';
import { start, type RunningProcess } from './process.ts';
import { freePort } from './ports.ts';
import { tempDir } from './temp.ts';
import { waitFor } from './wait.ts';

export interface RedisServer {
  /** redis://127.0.0.1:port */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly logFile: string;
  /** Ends it cleanly (SIGTERM). */
  stop(): Promise<void>;
  kill9(): Promise<void>;
  /** Starts it again on the same port with the same data; ends it first if it still runs. */
  restart(): Promise<void>;
}

export interface RedisOptions {
  readonly port?: number;
  readonly dataDir?: string;
  /** Further redis.conf directives, e.g. { maxmemory: '64mb' }. */
  readonly config?: Readonly<Record<string, string>>;
}

/**
 * Starts Debian's redis-server on loopback. Every write goes to the append-only file, so that a
 * restart keeps the data; the folder is removed when the test process exits.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const port = options.port ?? (await freePort());
  const dataDir = options.dataDir ?? tempDir('redis');
  const logFile = join(dataDir, 'redis.log');
  let server = await launch();

  async function launch(): Promise<RunningProcess> {
    const directives = {
      port: String(port),
      bind: '127.0.0.1',
      dir: dataDir,
      save: '',
      appendonly: 'yes',
      appendfsync: 'always',
      daemonize: 'no',
      ...options.config,
    };
    const args = Object.entries(directives).flatMap(([name, value]) => [`--${name}`, value]);
    const child = await start('redis-server', args, { logFile });
    await waitFor(
      async () => {
        if (child.exit !== undefined) {
          return { died: true };
        }
        return (await answersPing(port)) ? { died: false } : undefined;
      },
      {
        what: `redis-server on port ${String(port)} to answer PING`,
        deadlineMs: 30_000,
        intervalMs: 20,
      },
    ).then(({ died }) => {
      if (died) {
        throw new Error(`redis-server ended at once:\n${child.stdout.slice(-10).join('\n')}`);
      }
    });
    return child;
  }

  return {
    url: `redis://127.0.0.1:${String(port)}`,
    port,
    logFile,
    get pid() {
      return server.pid;
    },
    async stop() {
      await server.stop();
    },
    async kill9() {
      await server.kill9();
    },
    async restart() {
      await server.stop();
      server = await launch();
    },
  };
}

async function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.setTimeout(1000);
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'));
      socket.destroy();
    });
    for (const event of ['error', 'timeout', 'close']) {
      socket.once(event, () => {
        resolve(false);
        socket.destroy();
      });
    }
  });
}
