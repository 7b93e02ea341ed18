import type { KernelEvent } from '@keywarden/contracts';
import { deedOf, type FileDeed } from '../facts.js';
import { typeUid } from './base.js';

/** `class_uid` of File System Activity. */
export const FILE_ACTIVITY = 1001;

/** `activity_id` and its caption by what was done; an open of memory is `Other`, with a name. */
export const FILE_ACTIVITIES: Readonly<Record<FileDeed['verb'], readonly [number, string]>> = {
  open: [14, 'Open'],
  receive: [14, 'Open'],
  rename: [5, 'Rename'],
  link: [1, 'Create'],
  attach: [99, 'Attach'],
};

/** `type_uid` of the event as a File System Activity; undefined for an event without a file. */
export function fileActivityType(event: KernelEvent): number | undefined {
  const deed = deedOf(event);
  return deed === undefined ? undefined : typeUid(FILE_ACTIVITY, FILE_ACTIVITIES[deed.verb][0]);
}
