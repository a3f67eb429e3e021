import type { LastingEffect, LastingEvent } from '../../src/session/lasting.ts';
import type { Advice } from '../../src/policy/consulting/advice.ts';
import { reduce } from '../../src/session/reduce.ts';
import type { Effect, Session, SessionEvent } from '../../src/session/session.ts';
import { newSession } from '../../src/session/session.ts';

/** How a story begins. */
export interface TellOptions {
  /** Started with `--trust`. */
  readonly trusted?: boolean;
  /** What went before and is not told. */
  readonly after?: readonly SessionEvent[];
}

/** Plays events on session `s` and tells them as lines: each event, and under it what the session wants done. */
export function tell(events: readonly SessionEvent[], options: TellOptions = {}): string {
  let session: Session = newSession('s', options.trusted === true);
  for (const event of options.after ?? []) session = reduce(session, event).session;
  const lines: string[] = [];
  for (const event of events) {
    const step = reduce(session, event);
    session = step.session;
    lines.push(eventLine(event), ...step.effects.map((effect) => `  ${effectLine(effect)}`));
  }
  return lines.join('\n');
}

/** One event in readable words. */
export function eventLine(event: SessionEvent): string {
  switch (event.type) {
    case 'screen':
      return screenLine(event);
    case 'call-pending':
      return `call ${event.call.id}: ${event.call.tool} ${JSON.stringify(event.call.input)}`;
    case 'call-done':
      return `result of ${event.callId}${event.refused ? ': refused' : ''}`;
    case 'prompt-sent':
      return `prompt in the transcript: ${event.text}`;
    case 'turn-ended':
      return `turn ended${event.text === '' ? '' : `: ${event.text}`}`;
    case 'judged':
      return `judged ${event.callId} for '${event.fingerprint}': ${event.verdict.risk} ${event.verdict.action}`;
    case 'advised':
      return `${event.by} says of ${event.consultId}: ${adviceLine(event.advice)}`;
    case 'written':
      return `${event.inputId} ${event.result}${event.last ? '' : ', more to come'}`;
    case 'deadline':
      return `too late: ${event.name}`;
    case 'human':
      return event.holds ? 'human takes' : 'human leaves';
    case 'task':
      return `task ${event.task.id}: ${event.task.text}`;
    case 'respond':
      return `person answers ${event.escalationId}: ${event.label}`;
    case 'dismiss':
      return `person wants no answer to ${event.escalationId}`;
    case 'exited':
      return `exited ${event.code}`;
    case 'cli':
      return `version of the CLI: ${event.standing}`;
    case 'switch':
      return `kill switch ${event.off ? 'thrown' : 'taken back'}`;
    case 'resized':
    case 'pause':
    case 'resume':
    case 'stop':
    case 'recovered':
      return event.type;
    default:
      return lastingLine(event);
  }
}

function adviceLine(advice: Advice): string {
  const picks = advice.say === 'choose' ? ` ${advice.picks.map((page) => page.join('+')).join(' · ')}` : '';
  return `${advice.say}${picks} (${advice.reason})`;
}

function screenLine({ reading, dialog }: Extract<SessionEvent, { type: 'screen' }>): string {
  if (dialog) {
    const selected = dialog.options.find((option) => option.selected);
    const about = [dialog.tool, dialog.subject].filter((text) => text !== '').join(' ');
    return `screen: ${reading.state}${about === '' ? '' : ` ${about}`}${dialog.kind === 'trust' ? ` ❯ ${selected?.label ?? ''}` : ''}`;
  }
  return `screen: ${reading.state}${reading.state === 'draft' ? ` ${reading.text}` : ''}`;
}

/** One effect in readable words. */
export function effectLine(effect: Effect): string {
  switch (effect.type) {
    case 'judge':
      return `judge ${effect.call.id}`;
    case 'consult':
      return `consult ${effect.consultId}: ${effect.matter.kind}`;
    case 'decide': {
      const { id, risk, action, by, label, reasons } = effect.decision;
      return `decide ${id}: ${risk} ${action} by ${by}${label === '' ? '' : ` '${label}'`} (${reasons.join(' ')})`;
    }
    case 'outcome':
      return `${effect.decisionId} is ${effect.outcome}`;
    case 'answer':
      return `type ${effect.inputId}: key ${effect.step + 1} of '${effect.answer.label}' for ${effect.answer.decisionId}`;
    case 'type':
      return effect.step === 'text' ? `type ${effect.inputId}: text ${effect.text}` : `type ${effect.inputId}: Enter`;
    case 'escalate':
      return `ask a person ${effect.escalation.id}`;
    case 'withdraw':
      return `take back ${effect.escalationId} (${effect.why})`;
    case 'deadline':
      return `wait: ${effect.name}`;
    case 'cancel-deadline':
      return `wait no more: ${effect.name}`;
    case 'task-state':
      return `task ${effect.task.id} is ${effect.task.state}`;
    case 'kill':
      return 'kill';
    case 'note':
      return `note: ${effect.text}`;
    default:
      return lastingLine(effect);
  }
}

/** What keeps a session going, by its name and what else it says. */
function lastingLine({ type, ...rest }: LastingEvent | LastingEffect): string {
  const words = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [type, ...words].join(' ');
}
