import { z } from 'zod';

/** `collector.cri`: whom to ask for the names of containers. */
export const criSection = z.strictObject({
  /** `auto`: ask when there is a socket; `never`: events carry ids alone. */
  enabled: z.enum(['auto', 'never']).default('auto'),
  /** Path of the socket on the node. Default: the first known place where a CRI answers. */
  socket: z.string().startsWith('/', 'must be an absolute path').exactOptional(),
  /** How long one answer may take. */
  timeout_ms: z.int().min(10).max(60_000).default(2_000),
  /** How often everything is listed, besides when an unknown container is seen. */
  refresh_ms: z.int().min(1_000).max(3_600_000).default(60_000),
  /** Containers and pods whose names are remembered, also after their end. */
  max_containers: z.int().min(16).max(1_000_000).default(8_192),
  /** Whether service accounts are read out of the claims of the pods' tokens; the CRI has no names for them. */
  service_accounts: z.boolean().default(true),
});

export type CriSection = z.output<typeof criSection>;
