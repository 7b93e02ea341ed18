import { CREDENTIAL_CONTENTS, CREDENTIAL_KINDS, CREDENTIAL_REACHES } from '@keywarden/contracts';
import { type CatalogueEntry, reachOf } from '@keywarden/credentials';
import { z } from 'zod';

/** Top directories that no glob may stand for as a whole, and file systems that hold no files. */
const FORBIDDEN =
  /^\/(?:(?:dev|proc|sys)(?:\/|$)|[^/]*$|[^/]*\*[^/]*\/|(?:etc|home|root|run|usr|var|opt|var\/lib)\/\*\*)/;

const glob = z
  .string()
  .startsWith('/', 'must be an absolute path')
  .max(4096)
  .refine((text) => !text.split('/').includes('..'), 'must not contain ".."')
  .refine((text) => !/[{}[\]!?]/.test(text), 'knows "*" and "**" as wildcards, and no others')
  .refine((text) => !/\/\/|\/\.(?:\/|$)|\/$/.test(text), 'must be a normalised path of files')
  .refine((text) => !FORBIDDEN.test(text), 'is too wide: name the directory of the credentials');

/** The `collector.catalogue:` section. */
export const catalogueSection = z.strictObject({
  /** Where this site keeps credentials that the shipped catalogue does not know. */
  extra: z
    .array(
      z.strictObject({
        /** Absolute path on the node: `*` is one component or a part of it, `**` any depth. */
        glob,
        kind: z.enum(CREDENTIAL_KINDS),
        content: z.enum(CREDENTIAL_CONTENTS),
        /** How far whoever holds it can go. Default: what its kind allows. */
        reach: z.enum(CREDENTIAL_REACHES).exactOptional(),
        /** What the event says of its origin. */
        distribution: z.string().min(1).max(64).default('site'),
      }),
    )
    .max(1_000)
    .default([]),
  /** Whether files that running components name on their command lines are watched too. */
  discovery: z.boolean().default(true),
});

export type CatalogueSection = z.output<typeof catalogueSection>;

/** The entries that a site added. */
export function siteEntries({ extra }: CatalogueSection): CatalogueEntry[] {
  return extra.map(({ glob: place, kind, content, reach, distribution }) => ({
    distribution,
    kind,
    content,
    reach: reach ?? reachOf(kind),
    glob: place,
    inContainer: false,
    verified: true,
    source: 'collector.catalogue.extra',
  }));
}
