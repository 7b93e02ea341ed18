import { ensureGoTool } from '../support/go-tool.ts';
import { VERSITYGW } from './versitygw.ts';
import { VICTORIA_LOGS } from './victoria-logs.ts';

/** Begins to compile what takes minutes while other files wait for their servers; its own test waits for the rest. */
export default function setup(): void {
  // A failure is the test's to tell: it asks for the same again.
  const ignore = () => undefined;
  void ensureGoTool(VICTORIA_LOGS)
    .catch(ignore)
    .then(() => ensureGoTool(VERSITYGW))
    .catch(ignore);
}
