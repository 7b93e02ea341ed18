import { loadConfig, servicesConfig } from '@keywarden/platform';
import { KeywardenError, toKeywardenError } from '@keywarden/contracts';
import { exitCodeFor } from '@keywarden/platform';
import type { Command } from '../cli.js';
import type { Finding } from '../doctor/examine.js';
import { renderFindings } from '../doctor/render.js';
import { EXIT_CODES } from '../exit-codes.js';
import {
  overridesOf,
  withCommon,
  withOutput,
  type CommonOptions,
  type OutputOptions,
} from '../options.js';

interface DoctorOptions {
  health: string | undefined;
}

/** `keywarden doctor`: what this machine can do, and why. */
export const doctorCommand: Command<CommonOptions & OutputOptions & DoctorOptions> = {
  command: 'doctor',
  describe: 'Check kernel, rights, backend, a live proof, Kafka and Redis, and say what to do',
  builder: (parser) =>
    withOutput(withCommon(parser))
      .option('health', {
        type: 'string',
        describe: 'Base URL where a running collector serves /readyz (default: from http.listen)',
        coerce: parseUrl,
      })
      .example('$0 doctor', 'this machine')
      .example('$0 doctor -c keywarden.yaml --output json', 'also the configured Kafka and Redis')
      .example('$0 doctor --health http://127.0.0.1:9464', "also a running collector's last proof"),
  async run(options) {
    try {
      const { examine } = await import('../doctor/examine.js');
      const { collectorSection } = await import('@keywarden/collector');
      const config = loadConfig({
        schema: servicesConfig({ collector: collectorSection }),
        file: options.config,
        overrides: overridesOf({ ...options, output: 'text' }),
      });
      const findings = await examine(config, {
        services: options.config !== undefined,
        health: options.health,
      });
      process.stdout.write(
        options.output === 'json'
          ? `${JSON.stringify(findings, null, 2)}\n`
          : renderFindings(findings, process.stdout.isTTY),
      );
      return exitCodeOf(findings);
    } catch (thrown) {
      process.stderr.write(`${toKeywardenError(thrown).toText()}\n`);
      return exitCodeFor(thrown);
    }
  },
};

function parseUrl(text: string | undefined): string | undefined {
  if (text === undefined || (URL.canParse(text) && /^https?:/.test(text))) return text;
  throw new KeywardenError('KW_USAGE', `--health: "${text}" is no http:// or https:// URL`);
}

function exitCodeOf(findings: readonly Finding[]): number {
  const problem = findings.find((finding) => finding.state === 'problem');
  if (problem === undefined) return EXIT_CODES.ok;
  switch (problem.about) {
    case 'kafka':
    case 'redis':
      return EXIT_CODES.unreachable;
    case 'collector':
      return EXIT_CODES.failure;
    default:
      return EXIT_CODES.privilege;
  }
}
