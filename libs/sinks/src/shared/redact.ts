const MASK = '***';
/** A shorter one would blot out ordinary words, and protects nothing. */
const MIN_LENGTH = 4;

/**
 * A function that blots out secrets, so that a receiver that sends them back does not bring them into
 * logs and dead letters. It knows each one as it is, in a URL, in a JSON string and in Base64.
 */
export function redactor(secrets: readonly (string | undefined)[]): (text: string) => string {
  const forms = secrets
    .flatMap((secret = '') => (secret.length < MIN_LENGTH ? [] : formsOf(secret)))
    // The longest first, so that a secret within another leaves nothing of the other.
    .sort((left, right) => right.length - left.length);
  return (text) => forms.reduce((shown, form) => shown.replaceAll(form, MASK), text);
}

function formsOf(secret: string): string[] {
  const quoted = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    quoted,
    quoted.replaceAll('/', String.raw`\/`),
    Buffer.from(secret).toString('base64'),
  ];
}
