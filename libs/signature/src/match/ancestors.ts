import type { LineageProcess } from '@keywarden/contracts';
import type { AncestorPattern, ReaderPattern } from '../policy/schema.js';
import { proveExecutable } from '../identity.js';
import type { Case } from './case.js';
import type { Condition } from './condition.js';
import { pathTest, textTest } from './glob.js';

/** True, false, or undefined when a fact that decides it is not known. */
type AncestorTest = (process: LineageProcess) => boolean | undefined;

/** The conditions on the processes above a reader. */
export function ancestorConditions(pattern: ReaderPattern['ancestors']): Condition[] {
  if (pattern === undefined) return [];
  const { any, none, parent } = pattern;
  return [
    ...(any === undefined ? [] : [anyOf(any.map(toTest))]),
    ...(none === undefined ? [] : [noneOf(none.map(toTest))]),
    ...(parent === undefined ? [] : [parentOf(parent.map(toTest))]),
  ];
}

function anyOf(tests: readonly AncestorTest[]): Condition {
  return ({ ancestors, lineage }) => {
    if (ancestors.some((process) => tests.some((test) => test(process) === true))) return undefined;
    return lineage.complete
      ? 'no process above the reader is one that it names'
      : 'no known process above the reader is one that it names, and not all are known';
  };
}

function noneOf(tests: readonly AncestorTest[]): Condition {
  return ({ ancestors, lineage }) => {
    const found = ancestors.find((process) => tests.some((test) => test(process) !== false));
    if (found !== undefined) return `${found.comm} above the reader may be one that it excludes`;
    return lineage.complete ? undefined : 'not all processes above the reader are known';
  };
}

function parentOf(tests: readonly AncestorTest[]): Condition {
  return ({ ancestors: [parent] }: Case) => {
    if (parent === undefined) return 'the parent of the reader is not known';
    return tests.some((test) => test(parent) === true)
      ? undefined
      : 'the parent of the reader is another one';
  };
}

function toTest({ exe, script, systemd_unit: unit }: AncestorPattern): AncestorTest {
  const isExe = exe === undefined ? undefined : pathTest(exe);
  const isScript = script === undefined ? undefined : pathTest(script);
  const isUnit = unit === undefined ? undefined : textTest(unit);
  return (process) => {
    const answers = [
      isExe === undefined || testExecutable(process, isExe),
      isScript === undefined || testScript(process, isScript),
      isUnit === undefined ||
        (process.systemd_unit === undefined ? undefined : isUnit(process.systemd_unit)),
    ];
    if (answers.includes(false)) return false;
    return answers.includes(undefined) ? undefined : true;
  };
}

/** A path counts only for a file that is what its path says. */
function testExecutable(
  { exe }: LineageProcess,
  test: (path: string) => boolean,
): boolean | undefined {
  if (exe === undefined) return undefined;
  if (!test(exe.path)) return false;
  if (exe.on_node === false || !proveExecutable(exe).proven) return undefined;
  return true;
}

/**
 * `INTERPRETER [-OPTION…] /path/of/script …`. Only of an executable that is what its path says, since
 * anybody can give any program these arguments.
 */
function testScript(
  { argv, exe }: LineageProcess,
  test: (path: string) => boolean,
): boolean | undefined {
  if (argv === undefined) return undefined;
  const script = argv.slice(1).find((argument) => !argument.startsWith('-'));
  if (script === undefined || !test(script)) return false;
  return exe !== undefined && proveExecutable(exe).proven ? true : undefined;
}
