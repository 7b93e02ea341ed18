import { parseMatcher, type Matcher } from '@keywarden/routing';
import { z } from 'zod';

/** A list of matchers, each in the form of `risk >= 70`. */
export const matchers = z
  .array(
    z.string().transform((text, context): Matcher => {
      const parsed = parseMatcher(text);
      if (!('problem' in parsed)) return parsed;
      context.addIssue({ code: 'custom', message: parsed.problem });
      return z.NEVER;
    }),
  )
  .default([]);

/** The `inhibit_rules` of the notifier. */
export const inhibitRules = z.array(
  z
    .strictObject({
      name: z.string().min(1),
      /** While an alert of these is open … */
      source_matchers: matchers,
      /** … those of these are muted, as far as they are less grave. */
      target_matchers: matchers,
      /** Labels that both share. */
      equal: z.array(z.string().min(1)).default([]),
    })
    .refine(({ source_matchers }) => source_matchers.length > 0, {
      error: 'needs source_matchers; without them every alert would mute others',
    }),
);

/** A blind sensor, or a storm of alerts, mutes what is less grave on its node. */
export const DEFAULT_INHIBIT_RULES = [
  {
    name: 'node-silent',
    source_matchers: ['signature = KW-1003'],
    target_matchers: ['signature = KW-1002'],
    equal: ['node'],
  },
  {
    name: 'sensor-blind',
    source_matchers: ['signature = KW-1001'],
    target_matchers: ['signature = KW-1002'],
    equal: ['node'],
  },
  {
    name: 'alert-storm',
    source_matchers: ['signature = KW-1006'],
    target_matchers: ['signature = TRC-1018', 'risk < 70'],
    equal: ['node'],
  },
];
