import type { ActionName } from '../../api/keys/table.ts';
import type { Fleet, Model, Notice } from '../model.ts';
import type { PanelKind } from '../panel.ts';
import type { Ink } from '../ink.ts';
import type { Line } from '../scene.ts';
import { span } from '../scene.ts';
import { itemOf, needing } from '../attention.ts';
import { cellsOf, oneLine, shorten } from '../../face/text/text.ts';
import { clockTime, shortUntil, timeSince, timeUntil } from './figures.ts';
import { giveBackKeys, keyOf, keyWord } from './keyWords.ts';
import { lineWidth } from './lines.ts';
import type { Slot } from './slots.ts';
import { slotLine } from './slots.ts';
import { countsOf } from './states.ts';
import { progressOf } from './taskLooks.ts';

/** The line at the bottom: exactly `cols` cells. What takes it wholly: the daemon is away, a command of the prefix, a notice. */
export function statusLine(model: Model, cols: number): Line {
  const { fleet, hold, notices } = model;
  if (fleet.link === 'lost') return slotLine(lostSlots(model), { cols, fill: ' ', ink: 'bar-broken' });
  if (hold?.prefixed === true) return slotLine(prefixSlots(model), { cols, fill: ' ', ink: 'human' });
  const notice = notices[notices.length - 1];
  if (notice) return slotLine(noticeSlots(model, notice, cols), { cols, fill: ' ', ink: noticeInks[notice.ink] });
  return slotLine(ordinarySlots(model, cols), { cols, fill: ' ', ink: 'bar' });
}

const noticeInks: Readonly<Record<Notice['ink'], Ink>> = {
  plain: 'bar-strong',
  needs: 'bar-needs',
  broken: 'bar-broken',
};

function left(rank: number, ink: Ink, ...forms: readonly string[]): Slot {
  return { side: 'left', rank, forms: forms.map((text) => [span(text, ink)]) };
}

/** Takes what is left of the line, at least `cells`. */
function growing(rank: number, ink: Ink, text: string, cells: number): Slot {
  const safe = oneLine(text);
  return { ...left(rank, ink, safe, shorten(safe, cells)), grows: true };
}

function lostSlots({ fleet, hold, nowMs }: Model): Slot[] {
  const unsent = hold?.unsent ?? 0;
  return [
    left(1, 'bar-broken', `✗ daemon lost ${timeSince(fleet.linkSinceMs, nowMs)} ago`, '✗ daemon lost', '✗ lost'),
    unsent > 0
      ? left(2, 'bar-broken', `${unsent} ${unsent === 1 ? 'key' : 'keys'} not sent`, `${unsent} not sent`)
      : left(3, 'bar-broken', 'keys are not sent', 'no keys sent'),
    left(5, 'bar-broken', `since ${clockTime(fleet.linkSinceMs, nowMs)}`),
    // What can be done stands at its beginning.
    growing(2, 'bar-broken', fleet.linkWhy, 24),
  ];
}

/** What a key after the prefix may mean, those that are wanted most first. */
const prefixed: readonly (readonly [ActionName, string])[] = [
  ['give-back', 'give back'],
  ['zoom', 'zoom'],
  ['scrollback', 'look back'],
  ['next', 'next'],
  ['pause', 'pause'],
  ['find', 'find'],
  ['palette', 'commands'],
  ['help', 'help'],
  ['leave', 'leave'],
];

function prefixSlots(model: Model): Slot[] {
  const { bindings, prefix } = model.settings;
  const word = keyWord(prefix);
  const keys = prefixed.flatMap(([action, text], index) => {
    const key = keyOf(bindings, action);
    return key === undefined ? [] : [left(index + 2, 'human', `${key} ${text}`)];
  });
  return [left(1, 'human', `${word} and then`, word), ...keys, left(20, 'human', `${word} itself`)];
}

function noticeSlots(model: Model, notice: Notice, cols: number): Slot[] {
  return [
    ...heldSlot(model, cols),
    ...needsSlot(model, cols),
    growing(1, noticeInks[notice.ink], notice.text, narrowCells),
  ];
}

/** What a narrow line has besides the word HUMAN: `C-] Esc` with its edges, or the beginning of a notice. */
const narrowCells = 8;

/** Goes before everything else, and leaves room for how the keyboard is given back. */
function heldSlot({ hold, panels }: Model, cols: number): Slot[] {
  if (!hold) return [];
  const where = panels.length > 0 ? 'held behind this:' : 'keys go to';
  const forms = [` HUMAN: ${where} ${oneLine(hold.session)} `, ' HUMAN ', 'HUMAN'];
  const most = cols - 2 * narrowCells - 4;
  return [left(0, 'human', ...forms.filter((text, index) => index === forms.length - 1 || cellsOf(text) <= most))];
}

/** From here on the count of those who need a human stands beside HUMAN or a notice in any case. */
const briefCols = 40;

function ordinarySlots(model: Model, cols: number): Slot[] {
  const { settings, fleet } = model;
  if (fleet.link === 'connecting') return [left(1, 'bar', '… connecting to the daemon', '… connecting')];
  return [
    ...heldSlot(model, cols),
    ...(settings.demo ? [left(1, 'bar-strong', 'DEMO')] : []),
    ...haltedSlot(model, 0),
    ...needsSlot(model, cols),
    ...countSlots(model, 3),
    ...factSlots(model),
    ...hintSlots(model, cols),
  ];
}

function haltedSlot({ fleet }: Model, rank: number): Slot[] {
  const why = fleet.daemon?.halted;
  return why === undefined ? [] : [left(rank, 'bar-broken', ` HALTED: ${shorten(oneLine(why), 40)} `, ' HALTED ')];
}

/** How many need a human: in few cells where a held pane or a notice has the line, and never left out for those. */
function needsSlot({ fleet, hold, notices }: Model, cols: number): Slot[] {
  const count = needing(fleet).length;
  if (count === 0) return [];
  const isBrief = hold !== undefined || notices.length > 0;
  const forms = [...(isBrief ? [] : [` ! ${count} ${count === 1 ? 'needs' : 'need'} you `]), ` !${count} `];
  const rank = isBrief && cols >= briefCols ? 0 : 1;
  return [{ side: 'left', rank, forms: forms.map((text) => [{ ...span(text, 'bar-needs'), action: 'needs' }]) }];
}

function countSlots({ fleet }: Model, rank: number): Slot[] {
  const counts = countsOf(fleet.sessions).filter(({ look }) => look.ink !== 'needs');
  if (counts.length === 0) return [];
  const long = counts.map(({ look, count }) => `${look.glyph} ${count} ${look.word}`).join('  ');
  const byGlyph = new Map<string, number>();
  for (const { look, count } of counts) byGlyph.set(look.glyph, (byGlyph.get(look.glyph) ?? 0) + count);
  const short = [...byGlyph].map(([glyph, count]) => `${glyph}${count}`).join(' ');
  return [left(rank, 'bar', long, short)];
}

function factSlots({ fleet, nowMs }: Model): Slot[] {
  const warnings = fleet.daemon?.warnings ?? [];
  const brain = fleet.daemon?.brain;
  return [
    ...resetSlots(fleet, nowMs),
    ...progressSlots(fleet),
    ...(warnings.length > 0
      ? [left(6, 'bar-strong', `⚠ ${shorten(oneLine(warnings[0] ?? ''), 40)}`, `⚠ ${warnings.length}`)]
      : []),
    ...(brain === undefined || brain === 'none' ? [] : [left(12, 'bar', `brain ${brain}`)]),
  ];
}

/** When the next limit resets that somebody waits for, and which is near. */
function resetSlots({ sessions, limits: told }: Fleet, nowMs: number): Slot[] {
  const living = sessions.filter(({ phase }) => phase !== 'ended');
  const known = (state: 'limited' | 'near'): (string | null)[] =>
    told.accounts.filter((account) => account.state === state).map(({ resetsAt }) => resetsAt);
  const limited = [...living.flatMap(({ limit }) => (limit ? [limit.resetsAt] : [])), ...known('limited')];
  const warned = [...living.flatMap((session) => (session.warned ? [session.warned.resetsAt] : [])), ...known('near')];
  const near = warned.filter((at) => at === null || Date.parse(at) > nowMs);
  const reset = earliest(limited, nowMs);
  const nearest = earliest(near, nowMs);
  const until = nearest === undefined ? '' : shortUntil(nearest, nowMs);
  return [
    ...(reset === undefined
      ? []
      : [
          left(
            5,
            'bar',
            `◷ resets ${clockTime(reset, nowMs)} in ${timeUntil(reset, nowMs)}`,
            `◷ ${shortUntil(reset, nowMs)}`,
          ),
        ]),
    ...(near.length === 0 || limited.length > 0
      ? []
      : [
          left(
            5,
            'bar-strong',
            ...(until === '' ? [] : [`⚠ limit near, resets in ${until}`, `⚠ limit near ${until}`]),
            '⚠ limit near',
          ),
        ]),
  ];
}

/** The first of some moments that is still to come, in wall-clock milliseconds. */
function earliest(moments: readonly (string | null)[], nowMs: number): number | undefined {
  const times = moments.map((at) => Date.parse(at ?? '')).filter((ms) => ms > nowMs);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** How far the queues of all sessions are together. */
function progressSlots({ sessions }: Fleet): Slot[] {
  const progress = progressOf(sessions.filter(({ phase }) => phase !== 'ended').flatMap(({ queue }) => queue));
  if (!progress) return [];
  const { done, failed, all } = progress;
  const words = `${failed} ${failed === 1 ? 'task' : 'tasks'} failed`;
  return [
    ...(failed > 0 ? [left(4, 'bar-broken', ` ✗ ${words} `, ` ✗${failed} `)] : []),
    ...(all < 2 ? [] : [left(7, 'bar', `${done}/${all} tasks`)]),
  ];
}

/** What the keys get of the line before the counts do. */
const hintShare = 0.4;

/** The keys that are of use now, those that are wanted most first, as many as there is room for. */
function hintSlots(model: Model, cols: number): Slot[] {
  const hints = hintsOf(model).map(([key, text, action]): Line => {
    const does = action === undefined ? {} : { action };
    return [
      { ...span(key, 'bar-strong'), ...does },
      { ...span(` ${text}`, 'bar'), ...does },
    ];
  });
  const forms = hints.map((_, index) =>
    hints.slice(0, hints.length - index).flatMap((hint, place) => (place === 0 ? hint : [span('  ', 'bar'), ...hint])),
  );
  // How to give the keyboard back goes before everything else.
  if (model.hold && model.panels.length === 0)
    return [{ side: 'right', rank: 0, forms: [...forms, ...backKeys(model)] }];
  const modest = forms.filter((form) => lineWidth(form) <= cols * hintShare);
  return modest.length > 0 ? [{ side: 'right', rank: 2, forms: modest }] : [];
}

/** In words, and as the keys are named in the configuration, which is shorter. */
function backKeys({ settings }: Model): Line[] {
  const { bindings, prefix } = settings;
  const short = `${prefix} ${keyOf(bindings, 'give-back') ?? 'd'}`;
  return [giveBackKeys(settings), short].map((text) => [{ ...span(text, 'bar-strong'), action: 'give-back' }]);
}

/** A key, what it does, and the action that a click on it performs. */
type Hint = readonly [key: string, text: string, action?: ActionName];

function hintsOf(model: Model): Hint[] {
  const { panels, hold, settings, fleet, focus } = model;
  const top = panels[panels.length - 1];
  if (top) return panelHints(top.kind);
  const { bindings, prefix } = settings;
  if (hold) {
    return [
      [giveBackKeys(settings), 'give back', 'give-back'],
      [keyWord(prefix), 'commands'],
    ];
  }
  const item = itemOf(fleet.sessions.find(({ id }) => id === focus));
  const asked: (readonly [ActionName, string])[] = item
    ? item.kind === 'permission'
      ? [
          ['approve', 'approve'],
          ['deny', 'deny'],
          ['respond', 'answer'],
        ]
      : [['respond', 'answer']]
    : [];
  const general: (readonly [ActionName, string])[] =
    fleet.sessions.length > 0
      ? [
          ['take', 'take'],
          ['help', 'help'],
          ['new', 'new'],
          ['zoom', 'zoom'],
          ['find', 'find'],
          ['leave', 'leave'],
        ]
      : [
          ['new', 'new session'],
          ['help', 'help'],
          ['leave', 'leave'],
        ];
  const others = needing(fleet).some(({ id }) => id !== focus);
  const waiting: (readonly [ActionName, string])[] = others ? [['needs', 'next']] : [];
  return [...asked.slice(0, 2), ...waiting, ...asked.slice(2), ...general].flatMap(([action, text]) => {
    const key = keyOf(bindings, action);
    return key === undefined ? [] : [[key, text, action]];
  });
}

/** How a panel is closed, and what shows its keys; a form has the others in its foot. */
function panelHints({ keys, place }: PanelKind<unknown>): Hint[] {
  const closing =
    keys.find(({ keys: names }) => names.includes('q')) ?? keys.find(({ keys: names }) => names.includes('Esc'));
  const others = keys.filter((row) => row !== closing && !row.keys.includes('F1'));
  const first: Hint[] = [
    [keyWord(closing?.keys[0] ?? 'Esc'), 'close'],
    ['F1', 'keys'],
  ];
  return place === 'over'
    ? first
    : [...first, ...others.map(({ keys: names, summary }): Hint => [keyWord(names[0] ?? ''), summary])];
}
