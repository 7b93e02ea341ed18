import { type CollectorSection, proveSight } from '@keywarden/collector';
import type { HealthReport } from '@keywarden/platform';
import type { Finding } from './examine.js';

/** For one answer of a running collector. */
const ANSWER_MS = 5_000;

/** Opens a sensor here and now, and says whether it sees a file opened and renamed. Never throws. */
export async function proveHere({ backend, canary }: CollectorSection): Promise<Finding> {
  const { deadline_ms: deadlineMs, directory } = canary;
  try {
    const { proof, missing } = await proveSight({ backend, deadlineMs, directory });
    if (proof !== undefined && missing === '') {
      const [open, rename] = [proof.openMs, proof.renameMs].map((ms) => ms.toFixed(1));
      const detail = `open seen after ${open ?? ''} ms, rename seen after ${rename ?? ''} ms`;
      return { about: 'canary', state: 'ok', detail };
    }
    return blind(
      missing,
      'The programs are attached and see nothing: see "Blind" in docs/operations.md.',
    );
  } catch (error) {
    return blind(`no proof could be made: ${messageOf(error)}`, 'See the findings above.');
  }
}

function blind(detail: string, hint: string): Finding {
  return { about: 'canary', state: 'problem', detail, hint };
}

/**
 * Asks a running collector when its sensor last proved to see. Never throws.
 *
 * @param base Base URL of its health endpoint.
 * @param isAsked False when the URL only follows from the configuration: then nobody need answer.
 */
export async function askCollector(base: string, isAsked: boolean): Promise<Finding> {
  try {
    const answer = await fetch(new URL('/readyz', base), {
      signal: AbortSignal.timeout(ANSWER_MS),
      redirect: 'error',
    });
    return findingOf(base, (await answer.json()) as Partial<HealthReport>);
  } catch (error) {
    const detail = `${base} does not answer: ${messageOf(error)}`;
    if (!isAsked) return { about: 'collector', state: 'note', detail };
    const hint = 'Check the address against http.listen of the collector, and that it runs.';
    return { about: 'collector', state: 'problem', detail, hint };
  }
}

function findingOf(base: string, { components }: Partial<HealthReport>): Finding {
  const sensor = components?.sensor;
  if (sensor === undefined) {
    return { about: 'collector', state: 'note', detail: `${base} is no collector, or it starts` };
  }
  const detail = `the sensor is ${sensor.state}: ${sensor.detail ?? 'nothing more is known'}`;
  if (sensor.state === 'ok') return { about: 'collector', state: 'ok', detail };
  if (sensor.state === 'degraded') return { about: 'collector', state: 'note', detail };
  const hint = 'Thefts on its node are not seen: see "Blind" in docs/operations.md.';
  return { about: 'collector', state: 'problem', detail, hint };
}

/** `fetch failed` says nothing; its cause does. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
