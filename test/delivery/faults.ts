/** The faults of the receivers of `receiver-process.ts`. */
export const FAULTS = [
  'none',
  'down 10 s',
  'down for ever',
  '20 % 503',
  '429 with Retry-After',
  'slow 5 s',
  'hangs',
  'resets',
  'closes mid-body',
  'truncated answer',
  'TLS expired',
  'DNS gone',
] as const;

export type Fault = (typeof FAULTS)[number];

/** Faults that last: nothing can be delivered, everything has to be found in the dead letters. */
export const LASTING: ReadonlySet<Fault> = new Set(['down for ever', 'TLS expired', 'DNS gone']);

/** The name of the sink with a fault. */
export function sinkOf(fault: Fault): string {
  return fault.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
