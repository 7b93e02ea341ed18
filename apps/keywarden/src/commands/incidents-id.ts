import type { Argv } from 'yargs';

/** Adds the positional ID. */
export function withIncidentId<T>(parser: Argv<T>): Argv<T & { id: string }> {
  return parser.positional('id', {
    type: 'string',
    demandOption: true,
    describe: 'Id of the incident, or its first 6 characters and more if no other begins so',
  });
}
