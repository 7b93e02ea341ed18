import {
  Client,
  type ClientUnaryCall,
  credentials,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { fromJSON, type MethodDefinition } from '@grpc/proto-loader';
import {
  CRI_API,
  type CriContainer,
  type CriContainerDetails,
  type CriPodSandbox,
  RUNTIME_SERVICE,
} from './cri-api.js';

/** Asks one runtime. Every call fails within the deadline at the latest. */
export interface CriClient {
  listPodSandboxes(): Promise<readonly CriPodSandbox[]>;
  listContainers(): Promise<readonly CriContainer[]>;
  /**
   * Asked verbosely, because nothing else tells what is privileged: once for each container.
   *
   * @returns undefined when the runtime has no status of that container, for one because it has gone
   *   since it was listed; cri-dockerd has no code of its own for that.
   */
  containerStatus(id: string): Promise<CriContainerDetails | undefined>;
  /** Ends the calls that are under way; they fail. May be called again. */
  close(): void;
}

type Method = 'ListPodSandbox' | 'ListContainers' | 'ContainerStatus';

export type OpenCri = (socket: string, timeoutMs: number) => CriClient;

/** As the kubelet's (`pkg/kubelet/cri-client/remote_runtime.go`): more than this is no answer. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** The runtime has not answered, as opposed to: has refused. */
const NO_ANSWER = new Set<status | undefined>([
  undefined,
  status.CANCELLED,
  status.DEADLINE_EXCEEDED,
  status.UNAVAILABLE,
]);

// protobufjs types every nested object as all kinds at once, which no literal is.
const definition = fromJSON(CRI_API as unknown as Parameters<typeof fromJSON>[0], {
  longs: String,
});
const service = definition[RUNTIME_SERVICE] as unknown as Record<
  Method,
  MethodDefinition<object, object>
>;

/**
 * A connection for one round of questions. It keeps no state between rounds, so that a runtime that
 * was restarted is simply asked again.
 *
 * @param socket path of a unix socket as this process sees it, at most 107 bytes (sun_path).
 */
export const openCri: OpenCri = (socket, timeoutMs) => {
  const client = new Client(`unix:${socket}`, credentials.createInsecure(), {
    'grpc.max_receive_message_length': MAX_ANSWER_BYTES,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
  });
  const underWay = new Set<ClientUnaryCall>();
  const call = <Answer>(name: Method, request: object): Promise<Answer> => {
    const { path, requestSerialize, responseDeserialize } = service[name];
    return new Promise((resolve, reject) => {
      const made = client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        { deadline: Date.now() + timeoutMs },
        (error, answer) => {
          underWay.delete(made);
          if (error === null) resolve(answer as Answer);
          else reject(error);
        },
      );
      underWay.add(made);
    });
  };
  return {
    listPodSandboxes: async () => {
      const { items } = await call<{ items?: CriPodSandbox[] }>('ListPodSandbox', {});
      return items ?? [];
    },
    listContainers: async () => {
      const { containers } = await call<{ containers?: CriContainer[] }>('ListContainers', {});
      return containers ?? [];
    },
    containerStatus: async (containerId) => {
      try {
        const request = { containerId, verbose: true };
        const answer = await call<CriContainerDetails>('ContainerStatus', request);
        return answer.status === undefined ? undefined : answer;
      } catch (error) {
        if (NO_ANSWER.has(codeOf(error))) throw error;
        return undefined;
      }
    },
    close: () => {
      for (const made of underWay) made.cancel();
      client.close();
    },
  };
};

/** The socket is a runtime's, but it does not speak this API: Docker's own containerd, for one. */
export function isNoCri(error: unknown): boolean {
  return codeOf(error) === status.UNIMPLEMENTED;
}

/** Why a call failed, for people; the peer's text is shortened. */
export function describeCriError(error: unknown): string {
  if (!isServiceError(error)) return String(error);
  return `${status[error.code]}: ${error.details.slice(0, 300)}`;
}

function codeOf(error: unknown): status | undefined {
  return isServiceError(error) ? error.code : undefined;
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'details' in error && 'metadata' in error;
}
