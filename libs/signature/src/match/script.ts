import type { ProcessFacts } from '@keywarden/contracts';
import { proveExecutable } from '../identity.js';
import type { TextTest } from './glob.js';

const INTERPRETER = /^(?:ba|da|z|k|a)?sh$|^(?:python|perl|ruby|node)[\d.]*$/;
/** Options that take no value, so that what follows them is the script. */
const PLAIN_OPTION = /^-[eEuxvlpB]+$/;

/**
 * Whether a process runs one of these scripts: `INTERPRETER [-OPTION…] /path/of/script …`. Only of an
 * interpreter that is what its path says, since anybody can give any program these arguments; and not
 * behind an option that takes a value, since `bash --rcfile FILE -c COMMAND` runs the command.
 *
 * @returns undefined when its arguments or its executable are not known
 */
export function isRunning(
  { argv, exe }: Pick<ProcessFacts, 'argv' | 'exe'>,
  test: TextTest,
): boolean | undefined {
  if (argv === undefined || exe === undefined) return undefined;
  const script = argv.slice(1).find((argument) => !PLAIN_OPTION.test(argument));
  if (script === undefined || !test(script)) return false;
  if (!INTERPRETER.test(exe.path.slice(exe.path.lastIndexOf('/') + 1))) return false;
  return exe.on_node === false || !proveExecutable(exe).proven ? undefined : true;
}
