import { ensureGoTool } from '../support/go-tool.ts';
import { VERSITYGW } from './versitygw.ts';

/** Begins to compile what takes minutes while other files wait for their servers; its own test waits for the rest. */
export default function setup(): void {
  // A failure is the test's to tell: it asks for the same again.
  ensureGoTool(VERSITYGW).catch(() => undefined);
}
