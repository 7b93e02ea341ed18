import type { Component } from './components.js';
import { type FlagMeaning, FLAGS, HANDED_ON } from './flags.js';

/** A file that a component says it uses. */
export interface NamedFile extends FlagMeaning {
  /** As it is written: absolute, or relative to where the component runs. */
  readonly path: string;
}

/** More than this on one command line is no configuration. */
const MAX_NAMED = 128;

/**
 * The files that a component's command line names, `--flag=value` and `--flag value` alike.
 *
 * @param argv with the program's own name first
 */
export function filesOfCommandLine(component: Component, argv: readonly string[]): NamedFile[] {
  const found: NamedFile[] = [];
  for (const [flag, value] of flagsOf(argv.slice(1))) {
    found.push(...filesOfFlag(component, flag, value));
    if (found.length >= MAX_NAMED) break;
  }
  return found.slice(0, MAX_NAMED);
}

/** The files that one flag names, also one that is handed on to a component inside. */
export function filesOfFlag(component: Component, flag: string, value: string): NamedFile[] {
  const inner = HANDED_ON[flag];
  if (inner !== undefined && Object.hasOwn(HANDED_ON, flag)) {
    const [[name, text] = ['', '']] = flagsOf([value.replace(/^(?!--)/, '--')]);
    return name === '' ? [] : filesOfFlag(inner, name, text);
  }
  const flags = FLAGS[component];
  const meaning = Object.hasOwn(flags, flag) ? flags[flag] : undefined;
  if (meaning === undefined || !isFilePath(value)) return [];
  return [{ path: value, ...meaning }];
}

/** A path that can be a file's: no directory by its form, no control characters. */
export function isFilePath(text: string): boolean {
  return text !== '' && text.length < 4096 && !/[\u0000-\u001f*]|\/$|(^|\/)\.\.?$/.test(text);
}

/** Flags with a value, in order. A flag that is followed by another flag has none. */
function flagsOf(argv: readonly string[]): [string, string][] {
  return argv.flatMap((word, index): [string, string][] => {
    const parsed = /^--?([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(word);
    const flag = parsed?.[1];
    if (flag === undefined) return [];
    const value = parsed?.[2] ?? argv[index + 1];
    return value === undefined || (parsed?.[2] === undefined && value.startsWith('-'))
      ? []
      : [[flag, value]];
  });
}

/** The environment of etcd stands for its flags: `ETCD_KEY_FILE` is `--key-file`. */
export function filesOfEtcdEnvironment(environment: readonly string[]): NamedFile[] {
  return environment.slice(0, 4096).flatMap((assignment) => {
    const parsed = /^ETCD_([A-Z_]+_FILE)=(.+)$/s.exec(assignment);
    const [, name, value] = parsed ?? [];
    if (name === undefined || value === undefined) return [];
    return filesOfFlag('etcd', name.toLowerCase().replaceAll('_', '-'), value);
  });
}
