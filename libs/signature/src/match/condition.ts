import { opensForReading, type ProcessFacts } from '@keywarden/contracts';
import type { AllowRule, ReaderPattern } from '../policy/schema.js';
import { ancestorConditions } from './ancestors.js';
import type { Case } from './case.js';
import { pathTest, textTest } from './glob.js';
import { isRunning } from './script.js';

/** A condition that does not hold. */
export interface Unmet {
  readonly words: string;
  /** It may hold: a fact that decides it is missing. */
  readonly isUnknown: boolean;
}

/** Undefined when it holds. What is not known never holds. */
export type Condition = (one: Case) => Unmet | undefined;

/** Every condition of a rule but for its executables, cheap ones first. */
export function conditionsOf(rule: AllowRule, podHelpers: 'alert' | 'allow'): Condition[] {
  return [
    ...takenConditions(rule),
    ...readerConditions(rule.reader),
    ...placeConditions(rule.reader),
    ...sessionConditions(rule.reader, podHelpers),
    ...ancestorConditions(rule.reader.ancestors),
  ];
}

function takenConditions(rule: AllowRule): Condition[] {
  const { kinds, contents, distributions, paths, not_paths, own_pod, not_given } = rule;
  const how: readonly string[] = rule.how;
  const isPath = paths === undefined ? undefined : pathTest(paths);
  const isLeftOut = not_paths === undefined ? undefined : pathTest(not_paths);
  const isForbidden = not_given === undefined ? undefined : pathTest(not_given);
  return present([
    kinds &&
      (({ credential: { kind } }) =>
        unless(kinds.includes(kind), `it does not cover ${kind} credentials`)),
    ({ way }) => unless(how.includes(way), `it does not cover a ${way}`),
    contents &&
      (({ credential: { content } }) =>
        unless(
          content !== undefined && contents.includes(content),
          `it does not cover a ${content ?? 'file of unknown content'}`,
          content === undefined,
        )),
    distributions &&
      (({ credential: { distribution } }) =>
        unless(distributions.includes(distribution), `it does not cover ${distribution}`)),
    isPath &&
      (({ credential: { canonical_path: path } }) =>
        unless(isPath(path), `it does not cover ${path}`)),
    isLeftOut &&
      (({ credential: { canonical_path: path } }) =>
        unless(!isLeftOut(path), `it does not cover ${path}`)),
    own_pod === undefined ? undefined : podCondition(own_pod),
    isForbidden &&
      (({ givenPath, event }) => {
        if (givenPath !== undefined) {
          // A step back behind a link leads elsewhere than its text, so the text as written counts too.
          const isOdd = isForbidden(givenPath) || isForbidden(withoutSteps(givenPath));
          return unless(!isOdd, `it may not be reached by ${givenPath}`);
        }
        const detour = (event.data.reached_by ?? []).join(', ');
        return unless(
          detour === '',
          `it was reached by ${detour}, and from where is not known`,
          true,
        );
      }),
  ]);
}

/** A path without empty steps, steps in place and steps back, as if no component were a link. */
function withoutSteps(path: string): string {
  const kept: string[] = [];
  for (const component of path.split('/')) {
    if (component === '..') kept.pop();
    else if (component !== '' && component !== '.') kept.push(component);
  }
  return `/${kept.join('/')}`;
}

function podCondition(own: boolean): Condition {
  return ({ isOwnPod, credential }) => {
    if (own) return unless(isOwnPod === true, OWN_POD_UNMET);
    return unless(
      isOwnPod !== false,
      `it is in a volume of another pod: ${credential.canonical_path}`,
    );
  };
}

function readerConditions(reader: ReaderPattern): Condition[] {
  const { uid, package: packages, inode, script } = reader;
  const isPackage = packages === undefined ? undefined : textTest(packages);
  const isScript = script === undefined ? undefined : pathTest(script);
  return present([
    uid &&
      (({ process }) =>
        unless(
          process.uid !== undefined && uid.includes(process.uid),
          process.uid === undefined ? 'the uid is not known' : 'the reader has another uid',
          process.uid === undefined,
        )),
    isScript && scriptCondition(isScript),
    isPackage && known('the package of its executable', ({ exe }) => exe?.package, isPackage),
    inode &&
      (({ process: { exe } }) =>
        unless(
          inode.some(
            (one) =>
              String(one.device) === String(exe?.device) &&
              String(one.inode) === String(exe?.inode),
          ),
          'its executable is another file',
          exe?.inode === undefined,
        )),
  ]);
}

function scriptCondition(test: (path: string) => boolean): Condition {
  return ({ process }) => {
    const answer = isRunning(process, test);
    if (answer === undefined) return unknown('the script that it runs is not known');
    return unless(answer, 'it runs another script, or none');
  };
}

function placeConditions(reader: ReaderPattern): Condition[] {
  const { container, image, namespace, pod, service_account: account, labels } = reader;
  const { static_pod: isStatic, systemd_unit: unit } = reader;
  return present([
    container === undefined
      ? undefined
      : ({ process }) =>
          unless(
            container === (process.container !== undefined),
            container ? 'the reader is in no container' : 'the reader is in a container',
          ),
    isStatic === undefined
      ? undefined
      : ({ isStaticPod }) =>
          unless(
            isStaticPod === isStatic,
            isStaticPod === undefined ? 'its pod is not known' : 'its pod is of the other sort',
            isStaticPod === undefined,
          ),
    image && imageCondition(image),
    unit && known('its systemd unit', (process) => process.systemd_unit, textTest(unit)),
    namespace && known('its namespace', (process) => process.pod?.namespace, textTest(namespace)),
    pod && known('its pod', (process) => process.pod?.name, textTest(pod)),
    account &&
      known('its service account', (process) => process.pod?.service_account, textTest(account)),
    labels &&
      (({ process }) => {
        const found = process.pod?.labels;
        if (found === undefined) return unknown('the labels of its pod are not known');
        const wrong = Object.entries(labels).find(([key, value]) => found[key] !== value);
        return unless(wrong === undefined, `its pod has no label ${wrong?.join('=') ?? ''}`);
      }),
  ]);
}

/** An image is given by its name, by name and digest, or by the digest alone. */
function imageCondition(globs: readonly string[]): Condition {
  const test = textTest(globs);
  return ({ process: { container } }) => {
    const { image, image_digest: digest } = container ?? {};
    if (image === undefined && digest === undefined) return unknown('its image is not known');
    const forms = [image, digest, image && digest ? `${image}@${digest}` : undefined];
    const holds = forms.some((form) => form !== undefined && test(form));
    return unless(holds, `its image is ${image ?? digest ?? ''}`);
  };
}

function sessionConditions(reader: ReaderPattern, podHelpers: 'alert' | 'allow'): Condition[] {
  const { entry, interactive, init, helper } = reader;
  return present([
    entry &&
      (({ origin }) =>
        origin.entry_point === 'unknown'
          ? unknown('how its session began is not known')
          : unless(
              entry.includes(origin.entry_point),
              `its session began by ${origin.entry_point}`,
            )),
    interactive === undefined
      ? undefined
      : ({ isInteractive }) =>
          unless(
            isInteractive === interactive,
            isInteractive === undefined
              ? 'whether it is interactive is not known'
              : `it is ${isInteractive ? '' : 'not '}interactive`,
            isInteractive === undefined,
          ),
    init === undefined
      ? undefined
      : ({ isInit }) =>
          unless(
            isInit === init,
            isInit === undefined
              ? 'whether it is the program of its container is not known'
              : `it is ${isInit ? '' : 'not '}the program of its container`,
            isInit === undefined,
          ),
    helper === undefined || podHelpers === 'allow'
      ? undefined
      : ({ isHelper }) => unless(isHelper === helper, HELPER_UNMET, isHelper === undefined),
  ]);
}

const OWN_POD_UNMET = 'it is not in a volume of its own pod';

/** The one condition that makes an alert of its own reason. */
export const HELPER_UNMET = 'it is a tool of its image, not the program of its container';

function known(
  name: string,
  fact: (process: ProcessFacts) => string | undefined,
  test: (text: string) => boolean,
): Condition {
  return ({ process }) => {
    const found = fact(process);
    return found === undefined
      ? unknown(`${name} is not known`)
      : unless(test(found), `${name} is ${found}`);
  };
}

/** Nothing when it holds. */
export function unless(holds: boolean, words: string, isUnknown = false): Unmet | undefined {
  return holds ? undefined : { words, isUnknown };
}

/** A condition of which nobody can say whether it holds. */
export function unknown(words: string): Unmet {
  return { words, isUnknown: true };
}

function present(conditions: readonly (Condition | undefined | '')[]): Condition[] {
  return conditions.flatMap((condition) => (condition ? [condition] : []));
}

/** Whether an event takes its credential at all: a write alone does not. */
export function isTaking(one: Pick<Case, 'event'>): boolean {
  const { event } = one;
  if (event.name !== 'security_file_open' && event.name !== 'security_file_receive') return true;
  return opensForReading(event.data.flags_number);
}
