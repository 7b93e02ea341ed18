import { proveReader } from '../identity.js';
import { isHelper } from '../match/helpers.js';
import type { Verdict } from '../verdict.js';
import type { Judged } from './judged.js';
import { parentScript, serviceOf } from './narrow-reader.js';

type AlertVerdict = Extract<Verdict, { outcome: 'alert' }>;

/** Why no rule may be proposed for an alert; undefined when one may. */
export function refusalOf({ event, lineage }: Judged, verdict: AlertVerdict): string | undefined {
  const { process, data } = event;
  if (verdict.evasions.length > 0) return `it hides: ${verdict.evasions.join(', ')}`;
  const proof = proveReader(process);
  if (!proof.proven) return `its identity is not proven: ${proof.missing}`;
  const { exe, container, uid } = process;
  if (exe === undefined) return 'its executable is not known';
  if (uid === undefined) return 'its uid is not known';
  if (container !== undefined && (container.image ?? container.image_digest) === undefined) {
    return 'the image of its container is not known';
  }
  const path = data.credential?.canonical_path;
  if (path?.startsWith('/') !== true) return 'the place of the credential is not known';
  if ([path, exe.path].some((text) => text.includes('*'))) return 'its paths hold a *';
  const isTold = serviceOf(process) !== undefined || parentScript(lineage) !== undefined;
  if (isHelper(exe.path) && !isTold) {
    return 'it is a shell, an interpreter or a general tool, below no service and no script';
  }
  return undefined;
}
