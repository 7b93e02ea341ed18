import { expect, it } from 'vitest';
import { formatArguments } from '../kafka/broker.ts';

it('hands a cluster id that begins with a dash to the storage tool as a value', () => {
  const id = Buffer.alloc(16, 0xfb);
  expect(id.toString('base64url')).toMatch(/^-/);
  expect(formatArguments(id)).toEqual(['format', `--cluster-id=${id.toString('base64url')}`]);
});
