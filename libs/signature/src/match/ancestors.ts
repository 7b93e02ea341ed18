import type { LineageProcess } from '@keywarden/contracts';
import type { AncestorPattern, ReaderPattern } from '../policy/schema.js';
import { proveExecutable } from '../identity.js';
import type { Case } from './case.js';
import { unknown, unless, type Condition } from './condition.js';
import { pathTest, textTest } from './glob.js';
import { isRunning } from './script.js';

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
      ? unless(false, 'no process above the reader is one that it names')
      : unknown('no known process above the reader is one that it names, and not all are known');
  };
}

function noneOf(tests: readonly AncestorTest[]): Condition {
  return ({ ancestors, lineage }) => {
    const found = ancestors.find((process) => tests.some((test) => test(process) !== false));
    if (found !== undefined) {
      return unless(false, `${found.comm} above the reader may be one that it excludes`);
    }
    return unless(lineage.complete, 'not all processes above the reader are known', true);
  };
}

function parentOf(tests: readonly AncestorTest[]): Condition {
  return ({ ancestors: [parent] }: Case) => {
    if (parent === undefined) return unknown('the parent of the reader is not known');
    const answers = tests.map((test) => test(parent));
    const isUnknown = answers.includes(undefined);
    return unless(answers.includes(true), 'the parent of the reader is another one', isUnknown);
  };
}

function toTest({ exe, script, systemd_unit: unit }: AncestorPattern): AncestorTest {
  const isExe = exe === undefined ? undefined : pathTest(exe);
  const isScript = script === undefined ? undefined : pathTest(script);
  const isUnit = unit === undefined ? undefined : textTest(unit);
  return (process) => {
    const answers = [
      isExe === undefined || testExecutable(process, isExe),
      isScript === undefined || isRunning(process, isScript),
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
