/** Bounds of an argument list in an event. */
const MAX_ARGUMENTS = 64;
const MAX_BYTES = 4096;

export const REDACTED = '[redacted]';

/** An option name, or the name before `=`, whose value is a secret. */
const SECRET_NAME =
  /(?:^|[-_.])(?:token|password|passwd|passphrase|secret|api-?key|access-?key|secret-?key|private-?key|credentials?|authorization|auth|bearer)$/i;
/** File names are no secrets, and which file was named is what an analyst wants to see. */
const FILE_NAME = /(?:file|path|dir)$/i;
const BEARER = /\b(bearer|basic)\s+\S+/gi;
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+@/gi;
/** JSON Web Tokens: service account tokens pasted into a command line. */
const JWT = /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g;

/**
 * An argument list fit for an event: at most 64 arguments and 4,096 bytes, and no secrets:
 * `--token=x`, `--password x`, `TOKEN=x`, `Authorization: Bearer x`, `https://user:x@host`, JWTs.
 */
export function boundArguments(argv: readonly string[]): string[] {
  const kept: string[] = [];
  let bytes = 0;
  let isSecretNext = false;
  for (const argument of argv.slice(0, MAX_ARGUMENTS)) {
    const shown = isSecretNext && !argument.startsWith('-') ? REDACTED : redactArgument(argument);
    isSecretNext = argument.startsWith('-') && isSecretName(argument);
    bytes += Buffer.byteLength(shown) + 1;
    if (bytes > MAX_BYTES) break;
    kept.push(shown);
  }
  return kept;
}

function redactArgument(argument: string): string {
  const equals = argument.indexOf('=');
  if (equals > 0 && isSecretName(argument.slice(0, equals))) {
    return `${argument.slice(0, equals + 1)}${REDACTED}`;
  }
  return argument
    .replace(BEARER, `$1 ${REDACTED}`)
    .replace(URL_PASSWORD, `$1${REDACTED}@`)
    .replace(JWT, REDACTED);
}

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !FILE_NAME.test(name);
}
