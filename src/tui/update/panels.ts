import { limits } from '../../limits.ts';
import { defectTold } from '../defect.ts';
import type { Reply } from '../message.ts';
import type { Model } from '../model.ts';
import type { OpenPanel, PanelEvent, PanelRequest, PanelStep } from '../panel.ts';
import { panelKinds } from '../panels/table.ts';
import { withoutHold } from './fleet.ts';
import { sessionOf, withExpected, withFocus } from './focusing.ts';
import type { Step } from './step.ts';
import { stepTo, telling, withNotice } from './step.ts';

/** The panel that has the keys. */
export function topPanel({ panels }: Pick<Model, 'panels'>): OpenPanel | undefined {
  return panels[panels.length - 1];
}

/**
 * Opens a panel over all others. A `pane` panel brings its session into focus, so that there is a pane for it to cover. A held
 * pane stays held behind it, unless the panel acts in sessions itself.
 */
export function openPanel(model: Model, request: PanelRequest): Step {
  const kind = panelKinds.get(request.name);
  if (!kind) return telling(model, `There is no '${request.name}' here.`, 'broken');
  if (model.panels.length >= limits.panelsOpenMax) return telling(model, 'Too much is open: close some of it first.');
  const serial = model.nextPanel;
  const opened = kind.open(request, model, serial);
  if (typeof opened === 'string') return telling(model, opened, 'needs');
  const session = request.session ?? (kind.place === 'pane' ? model.focus : undefined);
  const panel: OpenPanel = { serial, kind, state: opened.state, session };
  const released = kind.acts ? withHandsFree(model) : model;
  const next: Model = { ...released, nextPanel: serial + 1, panels: [...model.panels, panel] };
  return applied(kind.place === 'pane' && session !== undefined ? withFocus(next, session) : next, panel, opened);
}

/** The hold is given back for a panel: that is told, and what is typed once the panel is closed must not become commands. */
function withHandsFree(model: Model): Model {
  const { hold } = model;
  if (!hold) return model;
  return withNotice(withoutHold(model), `The keyboard of '${hold.session}' was given back for this form.`, 'needs');
}

/** What comes of an event in one panel. One that fails closes, and takes nothing else with it. */
export function panelTold(model: Model, panel: OpenPanel, event: PanelEvent): Step {
  let step: PanelStep<unknown>;
  try {
    step = panel.kind.update(panel.state, event, model, panel.serial);
  } catch (error) {
    return defectMet(model, defectTold(error), panel.serial);
  }
  const isNothing = step.state === panel.state && Object.keys(step).length === 1;
  return isNothing ? stepTo(model) : applied(model, panel, step);
}

/**
 * Tells of a defect. The panel that has it is closed, with what its kind kept, which may be what it fails on; the key behind it
 * is nobody's.
 */
export function defectMet(model: Model, sentence: string, serial: number | undefined): Step {
  const told = withNotice(model, sentence, 'broken');
  const failed = model.panels.find((panel) => panel.serial === serial);
  if (!failed) return stepTo(told);
  const kept = new Map([...model.kept].filter(([name]) => name !== failed.kind.name));
  const panels = model.panels.filter((panel) => panel !== failed);
  return stepTo({ ...told, kept, panels, closedAtMs: model.nowMs });
}

/** All panels learn that something changed, also that time went on. */
export function panelsTold(model: Model): Step {
  return model.panels.reduce<Step>((step, { serial }) => {
    // One before it may have closed it, or changed what is open.
    const panel = step.model.panels.find((open) => open.serial === serial);
    return panel ? joined(step, unasked(step.model, panel, { type: 'changed' })) : step;
  }, stepTo(model));
}

/** Panels learn what came of a frame, each by its serial. */
export function panelsDrawn(
  model: Model,
  eventOf: (serial: number) => Extract<PanelEvent, { type: 'drawn' | 'behind' }> | undefined,
): Step {
  return model.panels.reduce<Step>((step, { serial }) => {
    const panel = step.model.panels.find((open) => open.serial === serial);
    const event = panel && eventOf(serial);
    return panel && event ? joined(step, unasked(step.model, panel, event)) : step;
  }, stepTo(model));
}

/** An answer goes to the panel that asked. Undefined: it is closed, or there was none. */
export function replied(model: Model, reply: Reply): Step | undefined {
  const panel = model.panels.find(({ serial }) => serial === reply.tag.panel);
  if (!panel) return undefined;
  const step = unasked(model, panel, reply);
  // What it waited for is there.
  return { ...step, model: { ...step.model, leaving: model.leaving } };
}

/** What is kept of a panel that was closed before the answer came. */
export function heardLate(model: Model, reply: Reply): Model {
  const panel = model.leaving.find(({ serial }) => serial === reply.tag.panel);
  if (!panel || (reply.type !== 'answered' && reply.type !== 'refused')) return model;
  const next = { ...model, leaving: model.leaving.filter((one) => one !== panel) };
  try {
    const { keep } = panel.kind.update(panel.state, reply, next, panel.serial);
    return keep === undefined ? next : withKept(next, panel, keep);
  } catch (error) {
    return withNotice(next, defectTold(error), 'broken');
  }
}

function withKept(model: Model, { kind }: OpenPanel, keep: unknown): Model {
  return { ...model, kept: new Map(model.kept).set(kind.name, keep) };
}

/** What comes of an event that is no key of the human's: the moment is kept at which it closed the last panel. */
function unasked(model: Model, panel: OpenPanel, event: PanelEvent): Step {
  const step = panelTold(model, panel, event);
  return step.model !== model && step.model.panels.length === 0
    ? { ...step, model: { ...step.model, closedAtMs: model.nowMs } }
    : step;
}

/** One step after another. */
export function joined(before: Step, after: Step): Step {
  return {
    model: after.model,
    commands: [...before.commands, ...after.commands],
    action: after.action ?? before.action,
  };
}

function applied(model: Model, panel: OpenPanel, step: PanelStep<unknown>): Step {
  const { serial, kind } = panel;
  const { state, commands = [], notice, focus, expected, keep } = step;
  // What it was about is gone: nothing is done to another one instead.
  const isGone = focus !== undefined && !sessionOf(model, focus);
  const { open, action } = isGone ? { open: undefined, action: undefined } : step;
  const panels =
    state === undefined
      ? model.panels.filter((panel) => panel.serial !== serial)
      : model.panels.map((one) => (one.serial === serial ? { ...one, state } : one));
  let next: Model = { ...model, panels };
  if (state === undefined && kind.waits?.(panel.state) === true)
    next = { ...next, leaving: [...model.leaving, panel].slice(-limits.panelsOpenMax) };
  if (keep !== undefined) next = withKept(next, panel, keep);
  if (isGone) next = withNotice(next, `'${focus}' is gone.`, 'needs');
  else if (focus !== undefined) next = withFocus(next, focus);
  if (expected !== undefined) next = withExpected(next, expected);
  if (notice) next = withNotice(next, notice.text, notice.ink);
  const first: Step = { model: next, commands, action: state === undefined ? action : undefined };
  return open ? joined(first, openPanel(next, open)) : first;
}
