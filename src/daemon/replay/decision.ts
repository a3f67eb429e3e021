import type { JsonObject } from '../../base/json.ts';
import { nextKey } from '../../claude/keys/next.ts';
import type { World } from '../../policy/judge.ts';
import { judge } from '../../policy/judge.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Permission, Reading } from '../../screen/reading.ts';
import type { Dialog } from '../../session/session.ts';
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

/** Decides on a dialog of a recording as a session would, `t` seconds from its start. */
export function decisionOn(
  reading: Reading,
  dialog: Dialog,
  t: number,
  witness: RecordedTranscript | undefined,
): ReplayDecision {
  const verdict = reading.state === 'permission' ? verdictOn(reading, dialog, t, witness) : personOnly;
  const yes = dialog.options.filter((option) => option.kind === 'yes-once');
  const only = yes.length === 1 ? yes[0] : undefined;
  const approves = verdict.action === 'approve' && only !== undefined;
  const keys = approves ? (nextKey(dialog, { want: 'row', label: only.label })?.name ?? '') : '';
  const action = verdict.action === 'approve' && !approves ? 'escalate' : verdict.action;
  return { action, risk: verdict.risk, keys, reasons: verdict.reasons };
}

function verdictOn(reading: Permission, dialog: Dialog, t: number, witness: RecordedTranscript | undefined): Verdict {
  const world = defaultWorld();
  if (!witness) return judgedFromScreen(reading, world);
  const call = callShownBy(dialog, witness.pendingAt(t));
  if (!call) return noWitness;
  return judge({ tool: call.tool, input: call.input, cwd: witness.cwd }, world);
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
