import { uuid4Of, uuid5 } from '../uuid.js';

/** The namespace for ids of cyber-observable objects (STIX 2.1 section 2.9). */
const STIX_NAMESPACE = '00abedb4-aa42-466c-9c01-fed23315a9b7';

/**
 * The id of a cyber-observable object: UUIDv5 over its id contributing properties as canonical JSON
 * (section 2.9, RFC 8785). The properties have to be in the order of their names; values are text.
 */
export function observableId(type: string, properties: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${type}--${uuid5(JSON.stringify(Object.fromEntries(sorted)), STIX_NAMESPACE)}`;
}

/** The id of an object of our own: the same for the same name, in the layout of version 4. */
export function ownId(type: string, name: string): string {
  return `${type}--${uuid4Of(`${type}/${name}`)}`;
}

/** A STIX timestamp (section 3.2) of Unix time in ms. */
export function stixTime(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
