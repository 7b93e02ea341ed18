import { KeywardenError } from '@keywarden/contracts';
import { readSecretFile } from '@keywarden/platform';
import { z } from 'zod';

const text = z.string().min(1).exactOptional();

type SecretKeys<Name extends string> = Name | `${Name}_file` | `${Name}_env`;
type SecretShape<Name extends string> = Record<SecretKeys<Name>, typeof text>;

/**
 * The three keys by which a configuration gives a secret: itself, the file, or the variable that holds
 * it. Spread them into the shape of a sink, and refine that with {@link atMostOne} or {@link exactlyOne}.
 */
export function secretFields<Name extends string>(name: Name): SecretShape<Name> {
  return { [name]: text, [`${name}_file`]: text, [`${name}_env`]: text } as SecretShape<Name>;
}

/** A refinement: the secret is given at most once. */
export function atMostOne(name: string): [(config: object) => boolean, { error: string }] {
  return [
    (config) => given(config, name).length <= 1,
    { error: `has more than one of ${all(name)}` },
  ];
}

/** A refinement: the secret is given exactly once. */
export function exactlyOne(name: string): [(config: object) => boolean, { error: string }] {
  return [
    (config) => given(config, name).length === 1,
    { error: `needs exactly one of ${all(name)}` },
  ];
}

/** Where the secret of a sink stands. */
export interface SecretPlace {
  config: object;
  /** E.g. `token`. */
  name: string;
  env: NodeJS.ProcessEnv;
  /** The sink, e.g. `notifier.sinks "siem"`, for errors. */
  where: string;
}

/**
 * The secret, or undefined when none of its keys is given.
 *
 * @throws KeywardenError `KW_CONFIG_INVALID` when the file cannot be read or the secret is empty
 */
export function readSecret(place: SecretPlace): string | undefined {
  const { config, name, env, where } = place;
  const [key] = given(config, name);
  if (key === undefined) return undefined;
  const value = String((config as Record<string, unknown>)[key]);
  let secret = value;
  if (key === `${name}_file`) secret = readSecretFile(value, `${where}: ${key}`);
  if (key === `${name}_env`) secret = env[value] ?? '';
  if (secret !== '') return secret;
  throw new KeywardenError('KW_CONFIG_INVALID', 'the secret is empty', {
    where: `${where}: ${key}`,
    hint: 'Put it into the file or variable that the sink names.',
  });
}

/** As {@link readSecret}, where the schema made sure that there is one. */
export function requireSecret(place: SecretPlace): string {
  const secret = readSecret(place);
  if (secret !== undefined) return secret;
  throw new KeywardenError('KW_CONFIG_INVALID', `needs exactly one of ${all(place.name)}`, {
    where: place.where,
  });
}

function given(config: object, name: string): string[] {
  const settings = config as Record<string, unknown>;
  return keysOf(name).filter((key) => settings[key] !== undefined);
}

function keysOf(name: string): string[] {
  return [name, `${name}_file`, `${name}_env`];
}

function all(name: string): string {
  return `${name}, ${name}_file and ${name}_env`;
}
