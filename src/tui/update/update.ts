import { unreachable } from '../../base/assert.ts';
import type { Command } from '../command.ts';
import type { Key } from '../key.ts';
import type { Message } from '../message.ts';
import type { Model } from '../model.ts';
import { handsFor, performed } from './actions/perform.ts';
import { announced } from './announcing.ts';
import { answerTold } from './answers.ts';
import {
  fleetTold,
  heldTold,
  lineTold,
  linkChanged,
  pulsed,
  screenTold,
  sessionTold,
  stuckTold,
  unsentTold,
} from './fleet.ts';
import { handCommands } from './holding.ts';
import { keyed, pasted } from './keys.ts';
import { pointed } from './mouse.ts';
import { defectMet, joined, panelsDrawn, panelsTold, replied } from './panels.ts';
import { layoutCommands, settled } from './settle.ts';
import { withDrawn, withNothingShown } from './showing.ts';
import type { Step } from './step.ts';
import { stepTo, telling, withoutOldNotices } from './step.ts';

export { initialModel } from './initial.ts';

/**
 * The next model after a message, and what is wanted done, in order. No clock, no I/O: same input, same step. `nowMs` is the
 * wall clock at the message: what was on the screen for how long before a key counts.
 */
export function update(model: Model, message: Message, nowMs: number): Step {
  if (message.type === 'burst') return burst(model, message.keys, nowMs);
  const now = withoutOldNotices({ ...model, nowMs });
  const first = withAction(stepOf(now, message));
  const isTime = message.type === 'tick' || message.type === 'frame';
  // A key for the child changes nothing here, and is on its way at once.
  if (first.model === now && !isTime) return isOfFrames(message) ? stepTo(model) : first;
  const own = { ...first, model: settled(now, first.model) };
  const told = isTime || differs(now, own.model) ? withAction(joined(own, panelsTold(own.model))) : own;
  const last = announced(model, told === own ? own.model : settled(own.model, told.model));
  const { model: after } = last;
  return {
    model: after,
    // What is given back goes first: an answer to a session whose keyboard is held would be refused.
    commands: [...handCommands(model, after), ...told.commands, ...layoutCommands(model, after), ...last.commands],
  };
}

/** Keys of one read: each for the child or the panel that is there, and a paste, which is no command, where neither is. */
function burst(model: Model, keys: readonly Key[], nowMs: number): Step {
  const commands: Command[] = [];
  let now = model;
  for (const [at, key] of keys.entries()) {
    const isCommand = !now.hold && now.panels.length === 0;
    const message: Message = isCommand ? { type: 'paste', text: rawOf(keys.slice(at)) } : { type: 'key', key };
    const step = update(now, message, nowMs);
    now = step.model;
    commands.push(...step.commands);
    if (isCommand) break;
  }
  return { model: now, commands };
}

function rawOf(keys: readonly Key[]): string {
  return keys.map(({ raw }) => raw).join('');
}

/** What is told behind each frame: where it changes nothing, not even the time goes on, since that would be worth a frame. */
function isOfFrames({ type }: Message): boolean {
  return type === 'drawn' || type === 'behind';
}

function withAction(step: Step): Step {
  if (step.action === undefined) return step;
  const { action, ...done } = step;
  return joined(done, performed(handsFor(done.model, action), action));
}

function stepOf(model: Model, message: Exclude<Message, { type: 'burst' }>): Step {
  switch (message.type) {
    case 'key':
      return keyed(model, message.key);
    case 'paste':
      return pasted(model, message.text);
    case 'mouse':
      return pointed(model, message.mouse);
    case 'window':
      return windowTold(model, message.focused);
    case 'resized':
      return stepTo({ ...model, size: message.size });
    case 'tick':
    case 'frame':
      return stepTo(model);
    case 'drawn':
      return panelsDrawn(withDrawn(model, message.model), (serial) => {
        const panel = message.model.panels.find((one) => one.serial === serial);
        return panel && { type: 'drawn', state: panel.state };
      });
    case 'behind':
      return panelsDrawn(withNothingShown(model), () => ({ type: 'behind' }));
    case 'link':
      return linkChanged(model, message);
    case 'fleet':
      return fleetTold(model, message);
    case 'session':
      return sessionTold(model, message);
    case 'line':
      return lineTold(model, message);
    case 'daemon':
      return stepTo({ ...model, fleet: { ...model.fleet, daemon: message.daemon } });
    case 'limits':
      return stepTo({ ...model, fleet: { ...model.fleet, limits: message.limits } });
    case 'schedules':
      return stepTo({ ...model, fleet: { ...model.fleet, schedules: message.schedules } });
    case 'pulse':
      return pulsed(model, message);
    case 'screen':
      return screenTold(model, message);
    case 'held':
      return heldTold(model, message);
    case 'stuck':
      return stuckTold(model, message);
    case 'unsent':
      return unsentTold(model, message);
    case 'told':
      return telling(model, message.sentence, message.bad ? 'broken' : 'plain');
    case 'defect':
      return defectMet(model, message.sentence, message.panel);
    case 'answered':
    case 'refused':
    case 'scrollback':
    case 'paths':
    case 'recording':
      return replied(model, message) ?? answerTold(model, message);
    default:
      return unreachable(message);
  }
}

/** The held child learns of the window what it asked to be told. Source: xterm's focus reports. */
function windowTold(model: Model, focused: boolean): Step {
  const next = { ...model, windowFocused: focused };
  const { hold, fleet } = model;
  if (!hold || fleet.screens.get(hold.session)?.modes.focusEvents !== true) return stepTo(next);
  return stepTo(next, { type: 'type', session: hold.session, data: focused ? '\u001b[I' : '\u001b[O' });
}

/** Whether anything changed that panels could show, beside the panels themselves and the time. */
function differs(before: Model, after: Model): boolean {
  const parts = ['size', 'windowFocused', 'fleet', 'saved', 'tiles', 'zoomed', 'focus', 'hold', 'answering'] as const;
  return parts.some((part) => before[part] !== after[part]);
}
