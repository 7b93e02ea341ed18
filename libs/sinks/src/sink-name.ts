import { z } from 'zod';

/** Name of a sink instance: a key of the delivery log and a header of dead letters. */
export const sinkName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be letters, digits, dot, dash or underscore');
