/**
 * The part of the CRI that is used, in protobufjs' JSON form. Field numbers are those of
 * `kubernetes/cri-api:pkg/apis/runtime/v1/api.proto` (v0.34.0; v1 has been stable since Kubernetes
 * 1.23). What is not named here is skipped by the decoder, so that the annotations of
 * containers are never made into strings. Those of pods may be a quarter of a megabyte: their values are
 * declared as bytes, which the decoder leaves where they are.
 */
export const CRI_API = {
  nested: {
    runtime: {
      nested: {
        v1: {
          nested: {
            RuntimeService: {
              methods: {
                ListPodSandbox: {
                  requestType: 'ListPodSandboxRequest',
                  responseType: 'ListPodSandboxResponse',
                },
                ListContainers: {
                  requestType: 'ListContainersRequest',
                  responseType: 'ListContainersResponse',
                },
                ContainerStatus: {
                  requestType: 'ContainerStatusRequest',
                  responseType: 'ContainerStatusResponse',
                },
              },
            },
            ListPodSandboxRequest: { fields: {} },
            ListPodSandboxResponse: {
              fields: { items: { rule: 'repeated', type: 'PodSandbox', id: 1 } },
            },
            PodSandbox: {
              fields: {
                id: { type: 'string', id: 1 },
                metadata: { type: 'PodSandboxMetadata', id: 2 },
                labels: { keyType: 'string', type: 'string', id: 5 },
                annotations: { rule: 'repeated', type: 'Annotation', id: 6 },
              },
            },
            Annotation: {
              fields: { key: { type: 'string', id: 1 }, value: { type: 'bytes', id: 2 } },
            },
            PodSandboxMetadata: {
              fields: {
                name: { type: 'string', id: 1 },
                uid: { type: 'string', id: 2 },
                namespace: { type: 'string', id: 3 },
              },
            },
            ListContainersRequest: { fields: {} },
            ListContainersResponse: {
              fields: { containers: { rule: 'repeated', type: 'Container', id: 1 } },
            },
            Container: {
              fields: {
                id: { type: 'string', id: 1 },
                podSandboxId: { type: 'string', id: 2 },
                metadata: { type: 'ContainerMetadata', id: 3 },
                image: { type: 'ImageSpec', id: 4 },
                createdAt: { type: 'int64', id: 7 },
                labels: { keyType: 'string', type: 'string', id: 8 },
              },
            },
            ContainerMetadata: { fields: { name: { type: 'string', id: 1 } } },
            ImageSpec: {
              fields: {
                image: { type: 'string', id: 1 },
                userSpecifiedImage: { type: 'string', id: 18 },
              },
            },
            ContainerStatusRequest: {
              fields: {
                containerId: { type: 'string', id: 1 },
                verbose: { type: 'bool', id: 2 },
              },
            },
            ContainerStatusResponse: {
              fields: {
                status: { type: 'ContainerStatus', id: 1 },
                info: { keyType: 'string', type: 'string', id: 2 },
              },
            },
            ContainerStatus: {
              fields: {
                image: { type: 'ImageSpec', id: 8 },
                imageRef: { type: 'string', id: 9 },
                mounts: { rule: 'repeated', type: 'Mount', id: 14 },
              },
            },
            Mount: {
              fields: {
                containerPath: { type: 'string', id: 1 },
                hostPath: { type: 'string', id: 2 },
              },
            },
          },
        },
      },
    },
  },
};

/** The name of the service in the definition that is made of {@link CRI_API}. */
export const RUNTIME_SERVICE = 'runtime.v1.RuntimeService';

/** A pod as the runtime knows it; `metadata` is what the kubelet gave when it made the sandbox. */
export interface CriPodSandbox {
  readonly id?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly uid?: string;
    readonly namespace?: string;
  };
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: readonly { readonly key?: string; readonly value?: Uint8Array }[];
}

export interface CriImage {
  /** containerd: the image's id in a list, its tag in a status. */
  readonly image?: string;
  /** As the pod names it; kubelets from 1.28. */
  readonly userSpecifiedImage?: string;
}

export interface CriContainer {
  readonly id?: string;
  readonly podSandboxId?: string;
  readonly metadata?: { readonly name?: string };
  readonly image?: CriImage;
  /** Nanoseconds since 1970, decimal. */
  readonly createdAt?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface CriMount {
  readonly containerPath?: string;
  readonly hostPath?: string;
}

export interface CriContainerStatus {
  readonly image?: CriImage;
  /** What the image was resolved to: `REPOSITORY@sha256:…`, or its id where it has no repository. */
  readonly imageRef?: string;
  readonly mounts?: readonly CriMount[];
}

/** What the runtime says about one container, its own notes of it included. */
export interface CriContainerDetails {
  readonly status?: CriContainerStatus;
  /** Runtime's own, not part of the API: containerd and CRI-O put JSON under `info`. */
  readonly info?: Readonly<Record<string, string>>;
}
