import { parseUnixNanos, type Alert, type ProcessFacts } from '@keywarden/contracts';
import { actorOf, type Actor } from '../facts.js';
import { known, type JsonObject } from '../json.js';
import { text } from '../text.js';
import { traceeArguments, traceeEventId } from './arguments.js';
import { firstTechnique, ownProperties, signatureName } from './signature.js';

/**
 * The alert as Tracee's flat event (`types/trace.Event`, the output up to version 0.23). Tracee has a zero
 * for what is not known, and so has this. `timestamp` is Unix time in ns as a JSON number, which is exact
 * to 256 ns. `eventId` is 0: Tracee numbers its signatures anew at each start, and names them in `eventName`.
 */
export function toTraceeFlat(alert: Alert): JsonObject {
  const { event, signature } = alert;
  const actor = actorOf(event);
  const args = detectedFrom(alert);
  return known({
    timestamp: nanoseconds(alert.time),
    ...processNumbers(actor),
    processName: text(actor?.comm ?? ''),
    executable: { path: text(actor?.exe?.path ?? '') },
    hostName: text(event.node),
    containerId: text(actor?.container?.id ?? ''),
    container: container(actor ?? {}),
    kubernetes: kubernetes(actor ?? {}),
    eventId: '0',
    eventName: text(signature.name),
    argsNum: args.length,
    returnValue: 0,
    syscall: '',
    stackAddresses: null,
    contextFlags: { containerStarted: actor?.container !== undefined, isCompat: false },
    threadEntityId: 0,
    processEntityId: 0,
    parentEntityId: 0,
    args,
    metadata: metadata(alert),
  });
}

function processNumbers(actor: Actor | undefined): JsonObject {
  const { pid = 0, tid = 0, ns_pid: nsPid, namespaces, parent, uid = 0 } = actor ?? {};
  const isThread = tid !== pid;
  return {
    threadStartTime: 0,
    processorId: 0,
    processId: nsPid ?? pid,
    cgroupId: 0,
    threadId: isThread ? tid : (nsPid ?? tid),
    parentProcessId: 0,
    hostProcessId: pid,
    hostThreadId: tid,
    hostParentProcessId: parent?.pid ?? 0,
    userId: uid,
    mountNamespace: namespaces?.mount ?? 0,
    pidNamespace: namespaces?.pid ?? 0,
  };
}

type Workload = Pick<ProcessFacts, 'container' | 'pod'>;

function container({ container: found }: Workload): JsonObject {
  return known({
    id: found === undefined ? undefined : text(found.id),
    name: found?.name === undefined ? undefined : text(found.name),
    image: found?.image === undefined ? undefined : text(found.image),
    imageDigest: found?.image_digest === undefined ? undefined : text(found.image_digest),
  });
}

function kubernetes({ pod }: Workload): JsonObject {
  return known({
    podName: pod?.name === undefined ? undefined : text(pod.name),
    podNamespace: pod?.namespace === undefined ? undefined : text(pod.namespace),
    podUID: pod?.uid === undefined ? undefined : text(pod.uid),
  });
}

/** The event that a signature fired on is the argument `detectedFrom`. */
function detectedFrom({ event }: Alert): JsonObject[] {
  const args = traceeArguments(event);
  if (args.length === 0) return [];
  const value = { id: traceeEventId(event.name), name: event.name, args, returnValue: 0 };
  return [{ name: 'detectedFrom', type: 'unknown', value }];
}

function metadata(alert: Alert): JsonObject {
  const { signature } = alert;
  const technique = firstTechnique(alert);
  return {
    Version: String(signature.version),
    Description: text(alert.description),
    Tags: null,
    Properties: {
      Severity: signature.severity,
      Category: text(signature.category),
      Technique: technique.name,
      id: text(signature.mitre_id),
      external_id: technique.id,
      signatureID: text(signature.id),
      signatureName: signatureName(alert),
      ...ownProperties(alert),
    },
  };
}

function nanoseconds(time: string): number {
  try {
    return Number(parseUnixNanos(time));
  } catch {
    return 0;
  }
}
