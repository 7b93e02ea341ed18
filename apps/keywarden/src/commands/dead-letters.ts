import type { CommandGroup } from '../cli.js';
import { deadLettersListCommand } from './dead-letters-list.js';
import { deadLettersReplayCommand } from './dead-letters-replay.js';
import { deadLettersShowCommand } from './dead-letters-show.js';

/** `keywarden dead-letters …`: what could not be worked off or delivered. */
export const deadLettersCommands: CommandGroup = {
  command: 'dead-letters',
  describe: 'List, show and replay what could not be worked off or delivered',
  register(add) {
    add(deadLettersListCommand);
    add(deadLettersShowCommand);
    add(deadLettersReplayCommand);
  },
};
