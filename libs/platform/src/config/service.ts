import { z } from 'zod';
import { commonConfig } from './common.js';

/** The sections that belong to one service each. One file may serve all of them. */
export const SERVICE_SECTIONS = ['collector', 'detector', 'notifier'] as const;
export type ServiceSection = (typeof SERVICE_SECTIONS)[number];

/**
 * The schema of a service's configuration: the common sections and its own under `name`. The sections
 * of the other services are accepted and left for them to judge.
 */
export function serviceConfig<Name extends ServiceSection, Section extends z.ZodType>(
  name: Name,
  section: Section,
) {
  const others = Object.fromEntries(
    SERVICE_SECTIONS.filter((other) => other !== name).map((other) => [other, z.unknown().optional()]),
  );
  const own = { [name]: section } as Record<Name, Section>;
  return z.strictObject({ ...commonConfig, ...others, ...own });
}
