import { describe, expect, it } from 'vitest';
import { OpenQuestions } from './open-questions.js';

function rig() {
  const clock = { ms: 0 };
  return { clock, questions: new OpenQuestions(() => clock.ms) };
}

const never = () => false;

describe('OpenQuestions', () => {
  it('asks for a new id at once, and again after a while when the round did not know it', () => {
    const { clock, questions } = rig();
    expect(questions.ask('a')).toEqual({ answered: false, dueInMs: 0 });
    expect(questions.answered(questions.open(), never)).toBe(250);
    expect(questions.ask('a')).toEqual({ answered: true });
    clock.ms = 250;
    expect(questions.ask('a')).toEqual({ answered: true, dueInMs: 0 });
  });

  it('goes on by itself a few times, then only for another event', () => {
    const { clock, questions } = rig();
    questions.ask('a');
    const pauses = [1, 2, 3, 4, 5, 6].map(() => questions.answered(['a'], never));
    expect(pauses).toEqual([250, 1_000, 5_000, undefined, undefined, undefined]);
    clock.ms = 299_999;
    expect(questions.ask('a')).toEqual({ answered: true });
    clock.ms = 300_000;
    expect(questions.ask('a')).toEqual({ answered: true, dueInMs: 0 });
  });

  it('closes the questions that were answered, and not those asked during the round', () => {
    const { questions } = rig();
    questions.ask('a');
    const round = questions.open();
    questions.ask('b');
    expect(questions.answered(round, () => true)).toBeUndefined();
    expect(questions.open()).toEqual(['b']);
  });

  it('is bounded against made-up ids', () => {
    const { questions } = rig();
    for (let id = 0; id < 5_000; id += 1) questions.ask(String(id));
    expect(questions.open()).toHaveLength(1_024);
    expect(questions.open().at(-1)).toBe('4999');
  });
});
