import type { JsonObject } from '../../base/json.ts';
import { nextKey } from '../../claude/keys/next.ts';
import type { World } from '../../policy/judge.ts';
import { judge } from '../../policy/judge.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Permission, Reading } from '../../screen/reading.ts';
import type { Dialog, PendingCall } from '../../session/session.ts';
import { callShownBy } from '../../session/witness.ts';
import { defaultWorld } from '../world.ts';
import type { RecordedTranscript } from './transcript.ts';
import { unknownFolder } from './transcript.ts';

/** What the policy would have decided on a dialog; `keys` is what would have been typed, '' for nothing. */
export interface ReplayDecision {
  readonly action: Verdict['action'];
  readonly risk: Verdict['risk'];
  readonly keys: string;
  readonly reasons: readonly string[];
}

/** A dialog of a recording, `t` seconds from its start. */
export interface ShownDialog {
  readonly t: number;
  readonly reading: Reading;
  readonly dialog: Dialog;
}

/** Decides on a dialog. */
export type Decide = (shown: ShownDialog) => ReplayDecision;

/** Decides on dialogs of a recording as a session would, by the shipped rules. */
export function deciding(witness: RecordedTranscript | undefined): Decide {
  return (shown) => decisionOn(shown, witness);
}

function decisionOn(shown: ShownDialog, witness: RecordedTranscript | undefined): ReplayDecision {
  const { reading, dialog } = shown;
  const verdict = reading.state === 'permission' ? judgedCall(reading, shown, witness).verdict : personOnly;
  const yes = dialog.options.filter((option) => option.kind === 'yes-once');
  const only = yes.length === 1 ? yes[0] : undefined;
  const approves = verdict.action === 'approve' && only !== undefined;
  const keys = approves ? (nextKey(dialog, { want: 'row', label: only.label })?.name ?? '') : '';
  const action = verdict.action === 'approve' && !approves ? 'escalate' : verdict.action;
  return { action, risk: verdict.risk, keys, reasons: verdict.reasons };
}

/** The call that a permission dialog shows, when the transcript names it, and what is to be done with it. */
export function judgedCall(
  reading: Permission,
  { dialog, t }: ShownDialog,
  witness: RecordedTranscript | undefined,
  world: World = defaultWorld(),
): { readonly call?: PendingCall; readonly verdict: Verdict } {
  if (!witness) return { verdict: judgedFromScreen(reading, world) };
  const call = callShownBy(dialog, witness.pendingAt(t));
  if (!call) return { verdict: noWitness };
  return { call, verdict: judge({ tool: call.tool, input: call.input, cwd: witness.cwd }, world) };
}

const personOnly: Verdict = {
  risk: 'MEDIUM',
  action: 'escalate',
  rules: ['asks-a-person'],
  reasons: ['This dialog is none that pcc answers by itself.'],
};

const noWitness: Verdict = {
  risk: 'HIGH',
  action: 'escalate',
  rules: ['two-witnesses'],
  reasons: ['The transcript holds no pending call that this dialog shows.'],
};

/** A recording without a transcript has only one witness; what it shows whole is judged as far as it goes, and says so. */
function judgedFromScreen(reading: Permission, world: World): Verdict {
  if (reading.truncated || reading.subject === '') return noWitness;
  const field = { Bash: 'command', WebFetch: 'url' }[reading.tool] ?? 'file_path';
  const input: JsonObject = { [field]: reading.subject };
  const verdict = judge({ tool: reading.tool, input, cwd: unknownFolder }, world);
  return {
    ...verdict,
    reasons: [...verdict.reasons, 'Judged from the screen alone: the recording has no transcript beside it.'],
  };
}
