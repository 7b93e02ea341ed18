import type { Alert, CredentialEvent } from '@keywarden/contracts';
import {
  hasCreated,
  isCreation,
  recordCreation,
  recordTheft,
  sessionOf,
  type IncidentBook,
} from '@keywarden/incidents';
import { originOf, type Ancestry } from '@keywarden/lineage';
import {
  buildAlert,
  isKeyTool,
  isOwnPod,
  judge,
  type CompiledPolicy,
  type Verdict,
} from '@keywarden/signature';
import { withActor } from './actor.js';

/** What is asked about one credential event. */
export interface Question {
  event: CredentialEvent;
  /** As the store knows it. */
  ancestry: Ancestry;
  policy: CompiledPolicy;
  traceId: string | undefined;
}

/** The verdict on one event, the book after it, and the alert that it makes. */
export interface Assessment {
  verdict: Verdict;
  book: IncidentBook;
  /** Id of the incident that a theft belongs to. */
  incident?: string;
  alert?: Alert;
}

/**
 * Whether the incidents of the node have a say in an event: in every theft, since who made a file may
 * read it, and in the making of one. All others are judged without them.
 */
export function needsBook({ event, ancestry, policy }: Question): boolean {
  const verdict = judge({ event, lineage: withActor(event, ancestry), policy });
  return verdict.outcome === 'alert' || isMaking(verdict, event);
}

/** Judges one credential event with what is known of its node. Pure. */
export function assess(question: Question, book: IncidentBook): Assessment {
  const { event, policy } = question;
  const lineage = withActor(event, question.ancestry);
  const origin = originOf(event.process, lineage);
  const session = sessionOf(origin, lineage);
  const created = isKeyTool(event.process) && hasCreated(book, event, session);
  const provenance = { created };
  const verdict = judge({ event, lineage, policy, provenance });
  const { credential } = event.data;
  if (verdict.outcome !== 'alert' || credential === undefined) {
    const isMade = isMaking(verdict, event);
    return { verdict, book: isMade ? recordCreation(book, event, session) : book };
  }
  const recorded = recordTheft(book, {
    event,
    credential,
    lineage,
    origin,
    evasions: verdict.evasions,
    ownPod: isOwnPod(event, lineage),
    build: (told) =>
      buildAlert({ event, verdict, lineage, origin, traceId: question.traceId, ...told }),
  });
  return { verdict, ...recorded };
}

/** A tool that makes keys makes a credential file. */
function isMaking({ outcome }: Verdict, event: CredentialEvent): boolean {
  return outcome === 'write-only' && isCreation(event) && isKeyTool(event.process);
}
