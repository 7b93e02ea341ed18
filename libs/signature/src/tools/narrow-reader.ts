import type { Credential, CredentialEvent } from '@keywarden/contracts';
import type { Ancestry } from '@keywarden/lineage';
import { Case } from '../match/case.js';
import { isHelper } from '../match/helpers.js';
import type { AllowRuleInput } from '../policy/schema.js';

type Reader = AllowRuleInput['reader'];

/** What a narrow rule says of a reader, but for its uids, its kinds and its paths. */
export interface Narrowed {
  readonly reader: Reader;
  readonly taken: Pick<AllowRuleInput, 'contents' | 'own_pod' | 'how'>;
}

/** Every condition that is known to hold for the reader of an event. */
export function narrowReader(
  event: CredentialEvent,
  credential: Credential,
  lineage: Ancestry,
): Narrowed {
  const one = new Case(event, credential, lineage);
  const { exe, isInteractive, isOwnPod, way } = one;
  const { content } = credential;
  const entry = one.origin.entry_point;
  const script = exe !== undefined && isHelper(exe) ? parentScript(lineage) : undefined;
  return {
    reader: {
      ...(exe === undefined ? {} : { exe: [exe] }),
      ...place(one),
      ...(entry === 'unknown' ? {} : { entry: [entry] }),
      ...(isInteractive === undefined ? {} : { interactive: isInteractive }),
      ...(script === undefined ? {} : { ancestors: { parent: [script] } }),
    },
    taken: {
      ...(content === undefined ? {} : { contents: [content] }),
      ...(isOwnPod === true ? { own_pod: true } : {}),
      how: [way],
    },
  };
}

function place({ process, isStaticPod }: Case): Reader {
  const { container, pod } = process;
  const unit = serviceOf(process);
  if (container === undefined) {
    return { container: false, ...(unit === undefined ? {} : { systemd_unit: [unit] }) };
  }
  const image = container.image ?? container.image_digest;
  return {
    container: true,
    ...(image === undefined ? {} : { image: [image] }),
    ...(pod?.namespace === undefined ? {} : { namespace: [pod.namespace] }),
    ...(pod?.service_account === undefined ? {} : { service_account: [pod.service_account] }),
    ...(isStaticPod === true ? { static_pod: true } : {}),
  };
}

/** The service that a process of the node belongs to. A session's scope is none: its number passes. */
export function serviceOf({ container, systemd_unit: unit }: CredentialEvent['process']) {
  return container === undefined && unit?.endsWith('.service') === true ? unit : undefined;
}

/** The interpreter and the script above the reader, when the script is named by an absolute path. */
export function parentScript({ processes: [, parent] }: Ancestry) {
  const { argv, exe } = parent ?? {};
  const script = argv?.[1];
  if (exe === undefined || script?.startsWith('/') !== true) return undefined;
  return { exe: [exe.path], script: [script] };
}
