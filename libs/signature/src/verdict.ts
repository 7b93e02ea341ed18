/** Why an alert is raised although, or because, something is known of the reader. */
export type AlertReason =
  /** No rule is about this reader. */
  | 'no-rule'
  /** A rule names this reader, but not this kind of credential or this way of taking it. */
  | 'outside-rule'
  /** A rule names this executable, but its identity is not proven. */
  | 'identity-unproven'
  /** A tool of an image reads what belongs to its own pod. */
  | 'pod-helper';

/** The decision on one event; never a mere boolean, so that it can be explained. */
export type Verdict =
  | {
      outcome: 'alert';
      reason: AlertReason;
      /** A sentence that says what was missing. */
      explanation: string;
      nearestRule?: string;
      evasions: readonly string[];
      confidence: 'high' | 'medium' | 'low';
    }
  | { outcome: 'allowed'; rule: string; explanation: string }
  | { outcome: 'not-a-credential' }
  | { outcome: 'write-only' }
  | { outcome: 'public-certificate' };
