/**
 * The part of the CRI that is used, in protobufjs' JSON form. Field numbers are those of
 * `kubernetes/cri-api:pkg/apis/runtime/v1/api.proto` (v0.34.0; v1 has been stable since Kubernetes
 * 1.23). What is not named here is skipped by the decoder, so that annotations, which may be a quarter
 * of a megabyte per pod, are never made into strings.
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
              },
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
            ContainerStatusRequest: { fields: { containerId: { type: 'string', id: 1 } } },
            ContainerStatusResponse: { fields: { status: { type: 'ContainerStatus', id: 1 } } },
            ContainerStatus: {
              fields: {
                image: { type: 'ImageSpec', id: 8 },
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
  readonly labels?: Readonly<Record<string, string>>;
}

export interface CriContainerStatus {
  readonly image?: CriImage;
  readonly mounts?: readonly { readonly containerPath?: string; readonly hostPath?: string }[];
}
