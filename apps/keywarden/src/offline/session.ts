import { toKeywardenError, type KeywardenError } from '@keywarden/contracts';
import { detectorSection, loadPolicy } from '@keywarden/detector';
import { exitCodeFor, loadConfig, servicesConfig } from '@keywarden/platform';
import { compilePolicy, type CompiledPolicy } from '@keywarden/signature';
import { EXIT_CODES } from '../exit-codes.js';
import type { PolicyOptions } from '../options.js';
import { judgeRecordings, recordingFiles, type JudgedInIncident } from './judged-recording.js';

export interface OfflineInput extends PolicyOptions {
  config: string | undefined;
  file: string;
}

/** What a command does with the events of a recording: with each one, and at the end. */
export interface OfflineWork {
  see: (judged: JudgedInIncident, policy: CompiledPolicy) => void;
  /** @returns what goes to standard output. */
  finish: (policy: CompiledPolicy) => string;
}

/**
 * Judges a recording by the policy of the configuration, or by that of `--policy`, and prints what
 * comes of it. Lines that hold no event are told on standard error.
 *
 * @returns the exit code: 1 when a line held no event.
 */
export async function workOffline(input: OfflineInput, work: OfflineWork): Promise<number> {
  return explained(async () => {
    const { detector } = loadConfig({
      schema: servicesConfig({ detector: detectorSection }),
      file: input.config,
    });
    const site = input.policy === undefined ? detector : { policy_files: input.policy };
    const policy = compilePolicy(loadPolicy(site));
    let bad = 0;
    const onBad = (error: KeywardenError): void => {
      bad += 1;
      process.stderr.write(`${error.toText()}\n`);
    };
    const { depth } = detector.lineage;
    const files = await recordingFiles(input.file);
    for await (const judged of judgeRecordings(files, { policy, depth, onBad })) {
      work.see(judged, policy);
    }
    process.stdout.write(work.finish(policy));
    return bad > 0 ? EXIT_CODES.failure : EXIT_CODES.ok;
  });
}

/** Runs a command; its error goes to standard error as text, and its exit code is the error's. */
export async function explained(command: () => number | Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (thrown) {
    process.stderr.write(`${toKeywardenError(thrown).toText()}\n`);
    return exitCodeFor(thrown);
  }
}
