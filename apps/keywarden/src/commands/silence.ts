import type { CommandGroup } from '../cli.js';
import { silenceAddCommand } from './silence-add.js';
import { silenceAuditCommand } from './silence-audit.js';
import { silenceEndCommand } from './silence-end.js';
import { silenceListCommand } from './silence-list.js';

/** `keywarden silence …`: what people are not told of for a while. */
export const silenceCommands: CommandGroup = {
  command: 'silence',
  describe: 'Keep people from being told of what is expected, for a while and with a reason',
  register(add) {
    add(silenceAddCommand);
    add(silenceListCommand);
    add(silenceEndCommand);
    add(silenceAuditCommand);
  },
};
