import type { Action, Risk } from '../policy/verdict.ts';
import type { AgentAction } from './lasting.ts';
import type { Dialog, PendingCall } from './session.ts';

/** Who decided; `agent`: the loop that keeps a session at work. */
export type DecidedBy = 'policy' | 'flag' | 'brain' | 'human' | 'agent';

/** How a decision ended. `answered` and `withdrawn` end the asking of a person; `unknown`: a crash came between commit and result. */
export type Outcome =
  | 'pending'
  | 'typed'
  | 'confirmed'
  | 'not-typed'
  | 'no-effect'
  | 'contradicted'
  | 'overtaken'
  | 'answered'
  | 'withdrawn'
  | 'unknown';

/** A decision as it is committed. */
export interface Decision {
  readonly id: string;
  /** `agent`: no dialog but a step of the loop that keeps the session at work. */
  readonly kind: Dialog['kind'] | 'agent';
  readonly tool: string;
  readonly subject: string;
  readonly risk: Risk;
  /** What was decided: the policy's action, `approve`/`deny`/`choose` where a person or a flag decided, or a step of the loop. */
  readonly action: Action | 'deny' | 'choose' | AgentAction;
  readonly by: DecidedBy;
  readonly fingerprint: string;
  readonly call?: PendingCall;
  /** The label of the option, '' where a person is asked. */
  readonly label: string;
  readonly rules: readonly string[];
  readonly reasons: readonly string[];
}

/** A dialog that waits for a person. */
export interface Escalation {
  readonly id: string;
  readonly decisionId: string;
  readonly dialog: Dialog;
  readonly risk: Risk;
  readonly reasons: readonly string[];
}
