import { readFileSync, existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../support/ports.ts';
import { start } from '../support/process.ts';
import { removeTempDir, tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';
import type { FoundDebianTool } from '../support/debian-tool.ts';

/** One message as rsyslog has read it. */
export interface ReceivedMessage {
  pri: string;
  version: string;
  time: string;
  host: string;
  app: string;
  procid: string;
  msgid: string;
  raw_data: string;
  data: Record<string, Record<string, string>> | '';
  msg: string;
}

const PROPERTIES = {
  pri: 'pri',
  version: 'protocol-version',
  time: 'timereported" dateFormat="rfc3339',
  host: 'hostname',
  app: 'app-name',
  procid: 'procid',
  msgid: 'msgid',
  raw_data: 'structured-data',
  msg: 'msg',
};

/** Sends the frames to an rsyslog over TCP, and returns what it made of them. */
export async function throughRsyslog(
  tool: FoundDebianTool,
  frames: readonly Uint8Array[],
): Promise<ReceivedMessage[]> {
  const folder = tempDir('rsyslog');
  const output = join(folder, 'messages');
  const port = await freePort();
  const config = join(folder, 'rsyslog.conf');
  writeFileSync(config, configuration(folder, output, port));
  const libraries = tool.libraries;
  const modules = libraries === undefined ? [] : ['-M', join(libraries, 'rsyslog')];
  const env = libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries };
  const args = ['-n', '-f', config, '-i', 'NONE', ...modules];
  const server = await start(tool.path ?? '', args, { env });
  try {
    const socket = await waitFor(() => open(port), { what: 'rsyslog to listen' });
    socket.end(Buffer.concat(frames));
    const lines = await waitFor(
      () => {
        const found = existsSync(output) ? readFileSync(output, 'utf8').trimEnd().split('\n') : [];
        return found.length >= frames.length ? found : undefined;
      },
      { what: `${String(frames.length)} messages from rsyslog (${server.stderr.join(' ')})` },
    );
    return lines.map((line) => JSON.parse(line) as ReceivedMessage);
  } finally {
    await server.stop();
    removeTempDir(folder);
  }
}

async function open(port: number) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

function configuration(folder: string, output: string, port: number): string {
  const properties = Object.entries(PROPERTIES).map(
    ([name, property]) => `property(outname="${name}" name="${property}" format="jsonf")`,
  );
  return `
global(workDirectory="${folder}" maxMessageSize="128k"
  parser.escapeControlCharactersOnReceive="off" parser.dropTrailingLFOnReception="off")
module(load="imtcp")
module(load="mmpstrucdata")
template(name="json" type="list") {
  constant(value="{") ${properties.join(' constant(value=", ") ')}
  constant(value=", \\"data\\": ") property(name="$!rfc5424-sd") constant(value="}\\n")
}
ruleset(name="all") {
  action(type="mmpstrucdata")
  if $!rfc5424-sd == "" then { set $!rfc5424-sd = "none"; }
  action(type="omfile" file="${output}" template="json")
}
input(type="imtcp" address="127.0.0.1" port="${String(port)}" ruleset="all")
`;
}
