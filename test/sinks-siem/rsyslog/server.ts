import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../support/ports.ts';
import { start } from '../../support/process.ts';
import { tempDir } from '../../support/temp.ts';
import { waitFor } from '../../support/wait.ts';
import { makeCertificates, type Certificates } from './certificates.ts';

/** A message as rsyslog understood it. */
export interface SyslogRecord {
  readonly input: string;
  readonly facility: string;
  readonly severity: string;
  readonly host: string;
  readonly app: string;
  readonly msgid: string;
  readonly time: string;
  readonly data: string;
  readonly msg: string;
}

export interface Rsyslog {
  readonly ports: { readonly udp: number; readonly tcp: number; readonly tls: number };
  readonly certificates: Certificates;
  records(): SyslogRecord[];
  waitForRecords(count: number): Promise<SyslogRecord[]>;
  stop(): Promise<unknown>;
  /** Freezes it: connections stay open and nothing is read. */
  signal(signal: NodeJS.Signals): void;
}

/** A real rsyslog on loopback with UDP, TCP and mutual TLS, which writes what it gets as JSON lines. */
export async function startRsyslog(): Promise<Rsyslog> {
  const folder = tempDir('rsyslog');
  const certificates = await makeCertificates(folder);
  const ports = { udp: await freePort(), tcp: await freePort(), tls: await freePort() };
  const output = join(folder, 'messages.jsonl');
  const file = join(folder, 'rsyslog.conf');
  await writeFile(file, configuration(folder, ports, certificates, output));
  const logFile = join(folder, 'rsyslogd.log');
  const child = await start('rsyslogd', ['-n', '-f', file, '-i', join(folder, 'rsyslogd.pid')], {
    logFile,
  });
  const records = (): SyslogRecord[] =>
    (existsSync(output) ? readFileSync(output, 'utf8') : '')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as SyslogRecord);
  const listening = () =>
    readFileSync('/proc/net/tcp', 'utf8').includes(
      `0100007F:${ports.tls.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`,
    );
  await waitFor(() => listening() || child.exit !== undefined, { what: 'rsyslog to listen' });
  return {
    ports,
    certificates,
    records,
    waitForRecords: async (count) => {
      await waitFor(() => records().length >= count, {
        what: `${String(count)} messages in rsyslog (see ${logFile})`,
      });
      return records();
    },
    stop: () => child.stop(),
    signal: (signal) => {
      child.signal(signal);
    },
  };
}

const PROPERTIES: Readonly<Record<keyof SyslogRecord, string>> = {
  input: 'inputname',
  facility: 'syslogfacility-text',
  severity: 'syslogseverity-text',
  host: 'hostname',
  app: 'app-name',
  msgid: 'msgid',
  time: 'timereported" dateFormat="rfc3339',
  data: 'structured-data',
  msg: 'msg',
};

function configuration(
  folder: string,
  ports: Rsyslog['ports'],
  { ca, server }: Certificates,
  output: string,
): string {
  const properties = Object.entries(PROPERTIES).map(
    ([name, property]) => `  property(outname="${name}" name="${property}" format="jsonf")`,
  );
  const secure = [
    'StreamDriver.Name="gtls" StreamDriver.Mode="1" StreamDriver.AuthMode="x509/certvalid"',
  ].join(' ');
  return `
global(workDirectory="${folder}" maxMessageSize="128k" defaultNetstreamDriverCAFile="${ca}"
  defaultNetstreamDriverCertFile="${server.cert}" defaultNetstreamDriverKeyFile="${server.key}")
module(load="imudp")
module(load="imtcp")
template(name="json" type="list" option.jsonf="on") {
${properties.join('\n')}
}
ruleset(name="all") { action(type="omfile" file="${output}" template="json") }
input(type="imudp" address="127.0.0.1" port="${String(ports.udp)}" name="udp" ruleset="all")
input(type="imtcp" address="127.0.0.1" port="${String(ports.tcp)}" name="tcp" ruleset="all"
  StreamDriver.Name="ptcp" StreamDriver.Mode="0")
input(type="imtcp" address="127.0.0.1" port="${String(ports.tls)}" name="tls" ruleset="all" ${secure})
`;
}
