import type { IncomingMessage } from '@keywarden/bus';
import { EXIT_CODES } from '../exit-codes.js';
import type { ShowOptions } from '../commands/dead-letters-show.js';
import type { Letter } from './letter.js';
import { placesOf } from './places.js';
import { letterJson, renderLetter } from './render.js';
import { print, withKafka } from './session.js';
import { fetchLetters, withReplays } from './survey.js';

/** Shows one letter whole, or writes its bytes. */
export function showLetter(options: ShowOptions): Promise<number> {
  return withKafka(options.config, async (kafka) => {
    const shown: { letter: Letter; message: IncomingMessage }[] = [];
    await fetchLetters(kafka, placesOf([options.letter]), (letter, message) => {
      shown.push({ letter, message });
    });
    for (const { letter, message } of shown) {
      if (options.raw) {
        await print(message.value);
        continue;
      }
      const [listed] = await withReplays(kafka, [letter]);
      const whole = listed ?? { ...letter, replayed: undefined };
      const render = options.output === 'json' ? letterJson : renderLetter;
      await print(render(whole, message));
    }
    return EXIT_CODES.ok;
  });
}
