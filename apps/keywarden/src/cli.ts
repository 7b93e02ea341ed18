import { KeywardenError } from '@keywarden/contracts';
import { VERSION } from '@keywarden/platform';
import yargs, { type Argv } from 'yargs';
import { collectCommand, detectCommand, notifyCommand } from './commands/services.js';
import { explainCommand } from './commands/explain.js';
import { policyCommands } from './commands/policy.js';
import { deadLettersCommands } from './commands/dead-letters.js';
import { deliveriesCommand } from './commands/deliveries.js';
import { demoCommand } from './commands/demo.js';
import { doctorCommand } from './commands/doctor.js';
import { incidentsCommands } from './commands/incidents.js';
import { recordCommand } from './commands/record.js';
import { replayCommand } from './commands/replay.js';
import { runCommand } from './commands/run.js';
import { silenceCommands } from './commands/silence.js';
import { simulateCommand } from './commands/simulate.js';
import { EXIT_CODE_HELP, EXIT_CODES } from './exit-codes.js';

/** A subcommand: how yargs describes it, and what it does; it answers with the exit code. */
export interface Command<Options> {
  command: string;
  describe: string;
  builder: (parser: Argv) => Argv<Options>;
  run: (options: Options) => Promise<number>;
  /** Commands below it, for a command that also does something by itself. */
  register?: Register;
}

type Register = (add: <Options>(command: Command<Options>) => void) => void;

/** Commands below one word. */
export interface CommandGroup {
  command: string;
  describe: string;
  register: Register;
}

/**
 * Runs the command line and returns the exit code. A wrong command line is explained on standard
 * error, with the nearest known command, and is exit code 2.
 *
 * @param args Without the interpreter and the script.
 */
export async function runCli(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT_CODES.ok;
  const parser = yargs(args)
    .scriptName('keywarden')
    .usage(
      '$0 COMMAND [OPTIONS]\n\nSees every theft of a Kubernetes credential, the moment it happens.',
    )
    .version(VERSION)
    .exitProcess(false)
    .parserConfiguration({ 'boolean-negation': false })
    .wrap(Math.min(100, process.stdout.columns || 100))
    .recommendCommands()
    .strict()
    .demandCommand(1, 1, 'Name a command.')
    .completion('completion', 'Print a completion script for bash or zsh')
    .help()
    .epilogue(EXIT_CODE_HELP)
    .fail((message: string | null, error: unknown) => {
      // yargs gives what a handler threw as `error`, and what it found itself as `message`.
      throw message === null ? error : new KeywardenError('KW_USAGE', message);
    });

  const names = new Set<string>();
  const register = <Options>(
    to: Argv,
    { command, describe, builder, run, register: below }: Command<Options>,
  ): void => {
    const build = (inner: Argv): Argv<Options> => {
      below?.((one) => {
        register(inner, one);
      });
      return builder(inner);
    };
    to.command(command, describe, build, async (options) => {
      exitCode = await run(options as Options);
    });
  };
  const add = <Options>(command: Command<Options>): void => {
    names.add(command.command.split(' ')[0] ?? '');
    register(parser, command);
  };
  const addGroup = (group: CommandGroup): void => {
    names.add(group.command);
    parser.command(group.command, group.describe, (inner) => {
      group.register((command) => {
        register(inner, command);
      });
      return inner.demandCommand(2, 2, 'Name what to do.');
    });
  };
  add(runCommand);
  add(collectCommand);
  add(detectCommand);
  add(notifyCommand);
  addGroup(silenceCommands);
  addGroup(incidentsCommands);
  add(deliveriesCommand);
  add(replayCommand);
  add(explainCommand);
  addGroup(policyCommands);
  addGroup(deadLettersCommands);
  add(recordCommand);
  add(demoCommand);
  add(simulateCommand);
  add(doctorCommand);
  try {
    await parser.parseAsync();
    return exitCode;
  } catch (thrown) {
    if (!(thrown instanceof KeywardenError) || thrown.code !== 'KW_USAGE') throw thrown;
    process.stderr.write(
      `${thrown.message}\nSee "keywarden ${namedCommand(args, names)}--help".\n`,
    );
    return EXIT_CODES.usage;
  }
}

/** The command that was given, if there is such a one, and a space. */
function namedCommand([word = '']: readonly string[], names: ReadonlySet<string>): string {
  return names.has(word) ? `${word} ` : '';
}
