import type { CommandGroup } from '../cli.js';
import { incidentsAckCommand } from './incidents-ack.js';
import { incidentsListCommand } from './incidents-list.js';
import { incidentsResolveCommand } from './incidents-resolve.js';
import { incidentsShowCommand } from './incidents-show.js';

/** `keywarden incidents …`: what is open, and who takes charge of it. */
export const incidentsCommands: CommandGroup = {
  command: 'incidents',
  describe: 'See incidents and who was told of them, take charge of one, close one',
  register(add) {
    add(incidentsListCommand);
    add(incidentsShowCommand);
    add(incidentsAckCommand);
    add(incidentsResolveCommand);
  },
};
