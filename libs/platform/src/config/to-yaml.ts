import { stringify } from 'yaml';

/** A value as YAML that a person reads and edits; keys whose value is undefined are left out. */
export function toYaml(value: unknown): string {
  return stringify(value, { lineWidth: 100 });
}
