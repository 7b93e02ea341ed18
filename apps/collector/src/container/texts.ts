/**
 * Kubernetes' names have at most 253 characters and image references about 500. A longer text is none
 * of them and is left out; what is in the others is carried as it is.
 */
const MAX_TEXT = 1024;

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT;
}

/** A text of a runtime; undefined where there is none. */
export function text(value: unknown): string | undefined {
  return isText(value) && value !== '' ? value : undefined;
}

type Present<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

/** The fields that have a value. */
export function present<Fields extends object>(fields: Fields): Present<Fields> {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as Present<Fields>;
}
