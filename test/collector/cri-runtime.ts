import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  loadPackageDefinition,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceClientConstructor,
  status,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const PROTO = fileURLToPath(new URL('./cri.proto', import.meta.url));
const TOKEN_MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

export interface FakeContainer {
  readonly id: string;
  readonly sandboxId: string;
  readonly name: string;
  readonly podName: string;
  readonly namespace: string;
  readonly podUid: string;
  readonly image: string;
  readonly labels: Record<string, string>;
  /** Of the node, that are mounted into it. */
  readonly hostPaths: readonly string[];
  readonly privileged: boolean;
  readonly source: 'api' | 'file';
  /** Of the pod's token volume, on the node. */
  readonly tokenVolume: string;
}

/** A container of a pod of its own, as a runtime would name them. */
export function makeContainer(more: Partial<FakeContainer> = {}): FakeContainer {
  const podUid = more.podUid ?? randomUUID();
  const volumes = `/var/lib/kubelet/pods/${podUid}/volumes`;
  return {
    id: randomBytes(32).toString('hex'),
    sandboxId: randomBytes(32).toString('hex'),
    name: 'app',
    podName: 'web-0',
    namespace: 'shop',
    podUid,
    image: 'registry.example/web:1.2',
    labels: { app: 'web' },
    hostPaths: [],
    privileged: false,
    source: 'api',
    tokenVolume: `${volumes}/kubernetes.io~projected/kube-api-access-x1y2z`,
    ...more,
  };
}

/** A container runtime: a real gRPC server on a unix socket, whose containers exist in name only. */
export class CriRuntime {
  readonly containers: FakeContainer[] = [];
  /** Calls wait for it before they are answered. */
  gate: Promise<unknown> = Promise.resolve();
  calls = 0;
  /** False: a server without this service, as Docker's containerd is. */
  speaksCri = true;
  #server: Server | undefined;

  constructor(private readonly socket: string) {
    mkdirSync(dirname(socket), { recursive: true });
  }

  async start(): Promise<void> {
    const definition = loadSync(PROTO, { keepCase: true });
    const loaded = loadPackageDefinition(definition) as unknown as {
      runtime: { v1: { RuntimeService: ServiceClientConstructor } };
    };
    const server = new Server();
    if (this.speaksCri) {
      server.addService(loaded.runtime.v1.RuntimeService.service, {
        ListPodSandbox: this.#answer(() => ({ items: this.containers.map(sandboxOf) })),
        ListContainers: this.#answer(() => ({ containers: this.containers.map(listed) })),
        ContainerStatus: this.#answer(({ container_id: id }) => {
          const found = this.containers.find((container) => container.id === id);
          return found === undefined ? undefined : { status: statusOf(found), info: infoOf(found) };
        }),
      });
    }
    await new Promise<void>((resolve, reject) => {
      server.bindAsync(`unix:${this.socket}`, ServerCredentials.createInsecure(), (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
    chmodSync(this.socket, 0o660);
    this.#server = server;
  }

  /** As killed: calls break off. */
  stop(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  #answer(make: (request: { container_id?: string }) => object | undefined) {
    return (
      call: ServerUnaryCall<{ container_id?: string }, object>,
      reply: sendUnaryData<object>,
    ): void => {
      this.calls += 1;
      void this.gate.then(() => {
        const answer = make(call.request);
        if (answer === undefined) reply({ code: status.NOT_FOUND, details: 'no such container' });
        else reply(null, answer);
      });
    };
  }
}

/** Real pods have more annotations than anything else. */
const annotations = { note: 'n'.repeat(50_000) };

/** As containerd writes it when it is asked verbosely. */
function infoOf({ privileged }: FakeContainer): Record<string, string> {
  const security_context = privileged ? { privileged } : {};
  return { info: JSON.stringify({ pid: 1, config: { linux: { security_context } } }) };
}

function sandboxOf({ sandboxId, podName, namespace, podUid, labels, source }: FakeContainer) {
  const metadata = { name: podName, uid: podUid, namespace, attempt: 3 };
  return {
    id: sandboxId,
    metadata,
    created_at: '1',
    labels: { ...labels, 'io.kubernetes.pod.name': podName },
    annotations: { ...annotations, 'kubernetes.io/config.source': source },
    runtime_handler: 'runc',
  };
}

/** As containerd lists it: the image is an id here, and a name in the status only. */
function listed({ id, sandboxId, name, podName, namespace, podUid, labels }: FakeContainer) {
  return {
    id,
    pod_sandbox_id: sandboxId,
    metadata: { name, attempt: 1 },
    image: { image: `sha256:${id}`, annotations },
    image_ref: `sha256:${id}`,
    state: 'CONTAINER_RUNNING',
    created_at: '1764111600000000000',
    labels: {
      ...labels,
      'io.kubernetes.container.name': name,
      'io.kubernetes.pod.name': podName,
      'io.kubernetes.pod.namespace': namespace,
      'io.kubernetes.pod.uid': podUid,
    },
    annotations,
    image_id: `sha256:${id}`,
  };
}

function statusOf({ id, image, name, labels, tokenVolume, hostPaths, podUid }: FakeContainer) {
  const mounts = [
    { container_path: '/etc/hosts', host_path: `/var/lib/kubelet/pods/${podUid}/etc-hosts` },
    ...hostPaths.map((path, index) => ({ container_path: `/m${String(index)}`, host_path: path })),
    { container_path: TOKEN_MOUNT, host_path: tokenVolume, readonly: true },
  ];
  return {
    ...{ id, metadata: { name }, image: { image }, labels, annotations, mounts, log_path: '/l' },
    image_ref: `${image.split(':')[0] ?? ''}@sha256:${id}`,
  };
}
