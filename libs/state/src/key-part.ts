/**
 * Makes any string safe inside a Redis key with a hash tag: what is not a letter, digit, dot, dash or
 * underscore becomes `%` and its UTF-16 code in hex. Different strings stay different.
 */
export function keyPart(text: string): string {
  return text.replace(
    /[^A-Za-z0-9._-]/g,
    (char) => `%${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
