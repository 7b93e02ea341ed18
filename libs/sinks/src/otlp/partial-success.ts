import { z } from 'zod';

const answer = z.object({
  partialSuccess: z
    .object({
      // proto3's JSON writes an int64 as text; some receivers write a number.
      rejectedLogRecords: z.union([z.string(), z.int()]).optional(),
      errorMessage: z.string().optional(),
    })
    .nullish(),
});

export interface PartialSuccess {
  rejected: number;
  message: string;
}

/**
 * How many records of a request that was answered with 200 were not taken (OTLP specification: "Partial
 * Success"). An answer that is not JSON counts as a full success, as an empty one does.
 */
export function partialSuccess(body: string): PartialSuccess {
  let found: z.output<typeof answer>['partialSuccess'];
  try {
    found = answer.safeParse(JSON.parse(body)).data?.partialSuccess;
  } catch {
    found = undefined;
  }
  const rejected = Number(found?.rejectedLogRecords ?? 0);
  return { rejected: Number.isNaN(rejected) ? 0 : rejected, message: found?.errorMessage ?? '' };
}
