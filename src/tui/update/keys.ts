import { limits } from '../../limits.ts';
import type { Key } from '../key.ts';
import { dialogWaits } from '../attention.ts';
import { keysOf } from '../../api/keys/bind.ts';
import { placesOf } from '../layout/tiling.ts';
import type { Hold, Model } from '../model.ts';
import { handsFor, performed } from './actions/perform.ts';
import { answerTooSoon } from '../pressing.ts';
import { sessionOf } from './focusing.ts';
import type { OpenPanel } from '../panel.ts';
import { openPanel, panelTold, topPanel } from './panels.ts';
import type { Step } from './step.ts';
import { stepTo, telling } from './step.ts';

/** A key goes to the top panel; else to the child that is held; else it is a command of the key table. */
export function keyed(model: Model, key: Key): Step {
  const { hold } = model;
  const isTyped = hold && !hold.prefixed && model.panels.length === 0 && !placesOf(model).needs;
  if (isTyped) return typed(model, hold, key);
  const step = taken(model, key);
  return { ...step, model: { ...step.model, lastKey: { name: key.name, atMs: model.nowMs } } };
}

function taken(model: Model, key: Key): Step {
  const action = model.settings.bindings.get(key.name);
  if (placesOf(model).needs) return blindly(model, key, action);
  const panel = topPanel(model);
  if (panel) return panelKeyed(model, panel, key);
  if (model.hold) return commanded(model, model.hold, key);
  if (isDeaf(model))
    return telling(
      { ...model, deafUntilMs: model.nowMs + limits.deafAfterHoldMs },
      'The keyboard is not held any more, so what you type goes nowhere; pause for a second, then keys are commands again.',
      'needs',
    );
  if (isMeantForClosed(model)) return telling(model, 'The form had just closed: that key did nothing.');
  if (action !== undefined) return performed(model, action, key.name);
  return key.name === 'C-c' ? telling(model, leaveHint(model)) : stepTo(model);
}

/** F1 shows the keys of every panel, and so does `?` where it does nothing else. */
function panelKeyed(model: Model, panel: OpenPanel, key: Key): Step {
  const isHelp = panel.kind.name === 'help';
  if (key.name === 'F1' && !isHelp) return openPanel(model, { name: 'help' });
  const step = panelTold(model, panel, { type: 'key', key });
  const isIdle = step.model === model && step.commands.length === 0;
  return key.name === '?' && !isHelp && isIdle ? openPanel(model, { name: 'help' }) : step;
}

/** Keys do nothing until the first one, and for a moment behind it; a clock that was set back does not make that longer. */
function isDeaf({ nowMs, deafUntilMs }: Model): boolean {
  return deafUntilMs === Infinity || (nowMs < deafUntilMs && deafUntilMs - nowMs <= limits.deafAfterHoldMs);
}

/** On a terminal that is too small a person can leave, or give the keyboard back, and do nothing else. */
function blindly(model: Model, key: Key, action: string | undefined): Step {
  const { hold, settings } = model;
  if (!hold) return action === 'leave' ? performed(model, action) : nowhere(model);
  if (!hold.prefixed && key.name === settings.prefix) return stepTo({ ...model, hold: { ...hold, prefixed: true } });
  const isEnd = hold.prefixed && (action === 'leave' || action === 'give-back');
  return isEnd ? commanded(model, hold, key) : nowhere(unprefixed(model, hold));
}

/** What is typed on a terminal that is too small to show the child is not sent, and told. */
function nowhere(model: Model): Step {
  return telling(model, 'The terminal was too small to show anything, so what was typed then went nowhere.', 'needs');
}

/** A form closed by itself a moment ago, sooner than a person can see it. */
function isMeantForClosed({ nowMs, closedAtMs }: Model): boolean {
  return nowMs >= closedAtMs && nowMs - closedAtMs < limits.answerSeenMs;
}

/** A paste goes to the top panel or to the held child, and nowhere else. */
export function pasted(model: Model, text: string): Step {
  if (placesOf(model).needs) return nowhere(model);
  const panel = topPanel(model);
  if (panel) return panelTold(model, panel, { type: 'paste', text });
  const { hold, settings } = model;
  if (hold && isBehindTake(model, hold, 'paste')) return droppedBehindTake(model, hold, 'That paste');
  if (hold) return stepTo(unprefixed(model, hold), { type: 'paste', session: hold.session, text });
  const [take] = keysOf(settings.bindings, 'take');
  const how = take === undefined ? '' : ` (${take} takes the focused one)`;
  return telling(model, `The paste went nowhere: no pane's keyboard is held${how}.`, 'needs');
}

/** The hold without a prefix that was begun. */
export function unprefixed(model: Model, hold: Hold): Model {
  return hold.prefixed ? { ...model, hold: { ...hold, prefixed: false } } : model;
}

function typed(model: Model, hold: Hold, key: Key): Step {
  if (key.name === model.settings.prefix) return stepTo({ ...model, hold: { ...hold, prefixed: true } });
  if (isBehindTake(model, hold, key.name)) {
    const step = droppedBehindTake(model, hold, 'That key');
    return { ...step, model: { ...step.model, lastKey: { name: key.name, atMs: model.nowMs } } };
  }
  return stepTo(unguarded(model, hold), { type: 'type', session: hold.session, data: key.raw });
}

/** Whether what comes is right behind the take, or behind what was dropped for that, while a dialog waits that it may answer. */
export function isBehindTake(model: Model, { session, guardedMs }: Hold, key: string): boolean {
  const status = sessionOf(model, session);
  return guardedMs !== undefined && status !== undefined && dialogWaits(status) && answerTooSoon(model, guardedMs, key);
}

/** Something is dropped that came behind the take: the pause that is waited for begins anew. */
export function droppedBehindTake(model: Model, hold: Hold, what: string): Step {
  const next = { ...model, hold: { ...hold, prefixed: false, guardedMs: model.nowMs } };
  return telling(next, `${what} came right behind the take and was not sent: a dialog waits.`, 'needs');
}

function unguarded(model: Model, hold: Hold): Model {
  return hold.guardedMs === undefined ? model : { ...model, hold: { ...hold, guardedMs: undefined } };
}

/** The key after the prefix. */
function commanded(model: Model, hold: Hold, key: Key): Step {
  const { prefix, bindings } = model.settings;
  const next = unprefixed(model, hold);
  if (key.name === prefix) return stepTo(next, { type: 'type', session: hold.session, data: key.raw });
  const action = bindings.get(key.name);
  if (key.name === 'd' || key.name === 'Esc' || action === 'give-back') return stepTo({ ...next, hold: undefined });
  if (action === undefined)
    return telling(next, `${prefix} ${key.name} is no command, and nothing was sent; ${prefix} ? shows them.`, 'needs');
  return performed(handsFor(next, action), action, key.name);
}

function leaveHint({ settings }: Model): string {
  const [leave] = keysOf(settings.bindings, 'leave');
  const [help] = keysOf(settings.bindings, 'help');
  const parts = [leave && `${leave} leaves, and all sessions go on`, help && `${help} shows all keys`];
  return `${parts.filter((part) => part !== undefined).join('; ')}.`;
}
