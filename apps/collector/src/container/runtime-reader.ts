import type { CriSection } from './config.js';
import { type CriClient, describeCriError, isNoCri, type OpenCri } from './cri-client.js';
import { type CriSocket, findCriSockets } from './cri-socket.js';
import type { KnownContainers } from './known-containers.js';
import {
  containerFacts,
  type KnownContainer,
  type PodFacts,
  sandboxFacts,
} from './runtime-facts.js';
import { containerDetails } from './container-details.js';
import { serviceAccountOf } from './service-account.js';

export interface RuntimeReaderParts {
  readonly hostRoot: string;
  readonly config: CriSection;
  readonly known: KnownContainers;
  readonly openCri: OpenCri;
  /** All names are there; images and service accounts are still being asked for. */
  readonly onListed: () => void;
}

export type ReadResult =
  | { readonly kind: 'read'; readonly socket: string }
  | { readonly kind: 'no_socket' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Questions about single containers that are under way at once. */
const AT_ONCE = 8;

/** Reads all containers of the node's runtime into {@link KnownContainers}. */
export class RuntimeReader {
  /** Containers whose status was read: nothing in it that is used here changes. */
  readonly #detailed = new Set<string>();

  #client: CriClient | undefined;
  #closed = false;

  constructor(private readonly parts: RuntimeReaderParts) {}

  /** One round; finds the socket anew, so that a runtime may come and go. Never throws. */
  async read(): Promise<ReadResult> {
    const { hostRoot, config } = this.parts;
    let result: ReadResult = { kind: 'no_socket' };
    for (const socket of findCriSockets(hostRoot, config.socket)) {
      try {
        await this.#readFrom(socket);
        return { kind: 'read', socket: socket.path };
      } catch (error) {
        if (isNoCri(error) && config.socket === undefined) continue;
        result = { kind: 'failed', reason: `${socket.path}: ${describeCriError(error)}` };
      }
    }
    return result;
  }

  /** Ends a round that is under way. */
  close(): void {
    this.#closed = true;
    this.#client?.close();
  }

  async #readFrom({ hostPath }: CriSocket): Promise<void> {
    const client = this.parts.openCri(hostPath, this.parts.config.timeout_ms);
    this.#client = client;
    try {
      const ids = await this.#list(client);
      this.parts.onListed();
      const missing = ids.filter((id) => !this.#detailed.has(id));
      for (let at = 0; at < missing.length && !this.#closed; at += AT_ONCE) {
        const some = missing.slice(at, at + AT_ONCE);
        await Promise.all(some.map((id) => this.#complete(client, id)));
      }
      this.#forgetAllBut(ids);
    } finally {
      client.close();
    }
  }

  async #list(client: CriClient): Promise<string[]> {
    const { known } = this.parts;
    const [sandboxes, containers] = await Promise.all([
      client.listPodSandboxes(),
      client.listContainers(),
    ]);
    const pods = new Map<string, PodFacts | undefined>();
    for (const sandbox of sandboxes) {
      const facts = sandboxFacts(sandbox);
      if (facts === undefined) continue;
      known.put(facts);
      pods.set(facts.container.id, facts.pod);
    }
    return containers.flatMap((listed) => {
      const facts = containerFacts(listed, pods);
      if (facts === undefined) return [];
      const before = known.get(facts.container.id);
      known.put(before ?? facts);
      return [facts.container.id];
    });
  }

  /** The image, what is mounted, whether it is privileged, and the service account: no list has them. */
  async #complete(client: CriClient, id: string): Promise<void> {
    const details = await client.containerStatus(id);
    const facts = this.parts.known.get(id);
    this.#detailed.add(id);
    if (details === undefined || facts === undefined) return;
    const account = this.#serviceAccount(facts, details.status?.mounts);
    this.parts.known.put({
      container: { ...facts.container, ...containerDetails(details, facts.pod?.uid) },
      ...(facts.pod === undefined ? {} : { pod: { ...facts.pod, ...account } }),
    });
  }

  #serviceAccount(
    { pod }: KnownContainer,
    mounts: Parameters<typeof serviceAccountOf>[2],
  ): Pick<PodFacts, 'service_account'> {
    const { hostRoot, config } = this.parts;
    if (!config.service_accounts || pod === undefined) return {};
    const account = serviceAccountOf(hostRoot, pod, mounts);
    return account === undefined ? {} : { service_account: account };
  }

  #forgetAllBut(ids: readonly string[]): void {
    const listed = new Set(ids);
    for (const id of this.#detailed) if (!listed.has(id)) this.#detailed.delete(id);
  }
}
