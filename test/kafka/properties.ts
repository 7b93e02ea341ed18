/** A further way into the broker, beside the open one that the tests themselves use. */
export interface Listener {
  /** Upper case, e.g. `SASL`. */
  readonly name: string;
  readonly protocol: 'SSL' | 'SASL_SSL' | 'SASL_PLAINTEXT';
  readonly port: number;
}

export interface BrokerLayout {
  readonly port: number;
  readonly controllerPort: number;
  readonly logDir: string;
  readonly listeners?: readonly Listener[];
  /** Further or other server.properties entries. */
  readonly overrides: Readonly<Record<string, string>>;
}

/** server.properties of a single KRaft node that is broker and controller, tuned to be ready fast. */
export function serverProperties({
  port,
  controllerPort,
  logDir,
  listeners = [],
  overrides,
}: BrokerLayout): string {
  const extra = listeners
    .map(({ name, port: at }) => `,${name}://127.0.0.1:${String(at)}`)
    .join('');
  const protocols = listeners.map(({ name, protocol }) => `,${name}:${protocol}`).join('');
  const entries: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${String(controllerPort)}`,
    listeners: `PLAINTEXT://127.0.0.1:${String(port)},CONTROLLER://127.0.0.1:${String(controllerPort)}${extra}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${String(port)}${extra}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': `PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT${protocols}`,
    'log.dirs': logDir,
    'num.partitions': '2',
    'auto.create.topics.enable': 'false',
    'default.replication.factor': '1',
    'min.insync.replicas': '1',
    'offsets.topic.num.partitions': '1',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'num.network.threads': '2',
    'num.io.threads': '2',
    'controlled.shutdown.enable': 'false',
    // After kill -9 a broker may register again only when its old session has run out (9 s by default).
    'broker.heartbeat.interval.ms': '500',
    'broker.session.timeout.ms': '3000',
    ...overrides,
  };
  return Object.entries(entries)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
