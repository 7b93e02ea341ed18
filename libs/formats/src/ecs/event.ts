import { eventId, type KernelEvent } from '@keywarden/contracts';
import { actorOf, deedOf } from '../facts.js';
import { bounded, known, type JsonObject } from '../json.js';
import { text } from '../text.js';
import type { EcsOptions } from './alert.js';
import { ECS_ACTIONS, ecsBase, ecsRelated, ecsUser } from './base.js';
import { ecsFile } from './file.js';
import { ecsProcess } from './process.js';
import { ecsContainer, ecsOrchestrator } from './workload.js';

/** `event.category`, `event.type` and `event.action` of the events that are about no file. */
const OTHERS: Readonly<Record<string, readonly [string, string, string]>> = {
  sched_process_fork: ['process', 'start', 'fork'],
  sched_process_exec: ['process', 'start', 'exec'],
  sched_process_exit: ['process', 'end', 'exit'],
  k8s_api_connection: ['network', 'connection', 'kubernetes-api-connection'],
  security_socket_connect: ['network', 'connection', 'connect'],
  container_create: ['host', 'start', 'container-create'],
  container_remove: ['host', 'end', 'container-remove'],
};

/** Any event as a document of the Elastic Common Schema; the data of the event is under `keywarden`. */
export function toEcsEvent(event: KernelEvent, options: EcsOptions = {}): JsonObject {
  const actor = actorOf(event);
  const deed = deedOf(event);
  const { category, type, action } = kindOf(event);
  const credential = deed === undefined ? undefined : (event.data as CredentialData).credential;
  return known({
    '@timestamp': event.time,
    ...ecsBase(event),
    event: {
      kind: event.name === 'sensor_status' ? 'metric' : 'event',
      category: [category],
      type: [type],
      action,
      id: text(eventId(event)),
      dataset: 'keywarden.event',
      module: 'keywarden',
      provider: event.backend,
      sequence: event.seq,
    },
    process: actor === undefined ? undefined : ecsProcess(event, actor, actor.ancestors?.[0]),
    user: actor === undefined ? undefined : ecsUser(actor),
    file: deed === undefined ? undefined : ecsFile(deed, credential),
    destination: destinationOf(event),
    container: actor === undefined ? undefined : ecsContainer(actor),
    orchestrator: ecsOrchestrator(actor ?? {}, options.cluster),
    related: ecsRelated(event.node, actor),
    keywarden: bounded({ schema: event.schema, name: event.name, data: event.data }),
  });
}

interface CredentialData {
  credential?: Parameters<typeof ecsFile>[1];
}

function kindOf(event: KernelEvent): { category: string; type: string; action: string } {
  const deed = deedOf(event);
  if (deed !== undefined) {
    const [action, type] = ECS_ACTIONS[deed.verb];
    return { category: deed.verb === 'attach' ? 'process' : 'file', type, action };
  }
  const [category, type, action] = OTHERS[event.name] ?? ['host', 'info', event.name];
  return { category, type, action };
}

function destinationOf(event: KernelEvent): JsonObject | undefined {
  if (event.name !== 'k8s_api_connection' && event.name !== 'security_socket_connect') {
    return undefined;
  }
  const { address, port } = event.data;
  return { address: text(address), port };
}
