import { sinkConfig, createSinks } from '@keywarden/sinks';
import type { Sink } from '@keywarden/routing';
import type { Received, Reply } from './faulty-server.ts';

/** What a receiver of one protocol does with a request, as strictly as the protocol lets it. */
export interface Model {
  readonly type: string;
  /** Settings beside type, name and address. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Given in the settings, and never to be seen in a result. */
  readonly secret?: string;
  /** The settings that say where the receiver is. */
  address(url: string): Readonly<Record<string, unknown>>;
  /**
   * Stores what it takes and says so.
   *
   * @param store takes an alert's id; false when the receiver refuses that one for good
   */
  receive(request: Received, store: (id: string) => boolean): Reply;
}

/** The sink of a model, made from its settings as the notifier makes it. */
export function sinkOf(model: Model, url: string, further: object = {}): Sink {
  const config = sinkConfig.parse({
    type: model.type,
    ...model.address(url),
    ...model.settings,
    ...further,
  });
  const [sink] = createSinks([config]);
  if (sink === undefined) throw new Error(`no sink for ${model.type}`);
  return sink;
}
