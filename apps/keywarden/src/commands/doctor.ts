import { loadConfig, servicesConfig } from '@keywarden/platform';
import { toKeywardenError } from '@keywarden/contracts';
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

/** `keywarden doctor`: what this machine can do, and why. */
export const doctorCommand: Command<CommonOptions & OutputOptions> = {
  command: 'doctor',
  describe: 'Check kernel, rights, backend, Kafka and Redis, and say what to do',
  builder: (parser) =>
    withOutput(withCommon(parser))
      .example('$0 doctor', 'this machine')
      .example('$0 doctor -c keywarden.yaml --output json', 'also the configured Kafka and Redis'),
  async run(options) {
    try {
      const { examine } = await import('../doctor/examine.js');
      const config = loadConfig({
        schema: servicesConfig({}),
        file: options.config,
        overrides: overridesOf({ ...options, output: 'text' }),
      });
      const findings = await examine(config, { services: options.config !== undefined });
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

function exitCodeOf(findings: readonly Finding[]): number {
  const problem = findings.find((finding) => finding.state === 'problem');
  if (problem === undefined) return EXIT_CODES.ok;
  return problem.about === 'kafka' || problem.about === 'redis'
    ? EXIT_CODES.unreachable
    : EXIT_CODES.privilege;
}
