import type { PendingItem } from '../../../api/methods.ts';
import { oneLine } from '../../../face/text/text.ts';
import type { Command } from '../../command.ts';
import type { Key } from '../../key.ts';
import type { Model } from '../../model.ts';
import type { PanelEvent, PanelRequest, PanelStep } from '../../panel.ts';
import { limits } from '../../../limits.ts';
import { answerTooSoon } from '../../pressing.ts';
import { edited, pasted } from '../field.ts';
import { bodyRect, scrollOf } from '../forms.ts';
import { askedPages, warningOf } from './asked.ts';
import { chooseKey, wordsRowFor } from './choosing.ts';
import { answerOf, withPage } from './draft.ts';
import type { Respond, SureWhy } from './state.ts';
import { draftFor, draftsWith, isAlike, openPage, respondTo, waitingIn } from './state.ts';
import { endsInSight, scrolledTo } from './view.ts';

/** What happens to the form: a step of it after each event. */

/** Opens on the item that is named, else on the oldest of the session. */
export function openRespond(request: PanelRequest, model: Model, serial: number): PanelStep<Respond> | string {
  const all = model.fleet.sessions.flatMap(({ pending }) => pending);
  const item =
    request.n === undefined
      ? waitingIn(model, request.session ?? model.focus ?? '')[0]
      : all.find(({ n }) => n === request.n);
  if (item) return { state: respondTo(item, model), commands: [fetchCall(item, serial)], focus: item.session };
  if (request.n !== undefined) return `Number ${request.n} is not waiting any more.`;
  const session = request.session ?? model.focus;
  return session === undefined ? 'No session is focused.' : `Nothing waits in '${oneLine(session)}'.`;
}

function fetchCall({ n }: PendingItem, serial: number): Command {
  return { type: 'call', tag: { panel: serial, word: `call ${n}` }, method: 'pending.call', params: { n } };
}

/** What comes of an event in the form. */
export function updateRespond(state: Respond, event: PanelEvent, model: Model, serial: number): PanelStep<Respond> {
  switch (event.type) {
    case 'changed':
      return { state: seen(state, model) };
    case 'drawn':
      return { state: drawn(state, event.state as Respond, model) };
    case 'behind':
      return { state: unseen(state) };
    case 'answered':
    case 'refused':
      return replied(state, event, model, serial);
    case 'mouse':
      return { state: scrolledBy(state, event, model) };
    case 'paste': {
      const open = openPage(state);
      if (state.stage.type !== 'write' || !open) return { state };
      const words = pasted(open.draft.words, event.text, wordsKind(state));
      return kept({ ...state, draft: withPage(state.draft, { words }), fault: '' }, model);
    }
    case 'key':
      return keyed(state, event.key, model, serial);
    default:
      return { state };
  }
}

/** The item as the fleet tells it now; one that is not there any more was answered, or has left. */
function seen(state: Respond, model: Model): Respond {
  const item = waitingIn(model, state.session).find(({ n }) => n === state.item.n);
  if (!item)
    return state.stage.type === 'sent' || state.gone ? state : { ...state, gone: true, stage: { type: 'choose' } };
  if (item === state.item) return state;
  const next = { ...state, item, gone: false, draft: draftFor(item, state.draft) };
  if (isAlike(item, state.item) || state.stage.type === 'sent') return next;
  const stage = state.stage.type === 'sure' ? { type: 'choose' as const } : state.stage;
  return { ...unseen(next), stage, endSeen: false, fault: 'What is asked has changed: read it again.' };
}

/** The terminal took a frame of an earlier state: what that showed, and is still shown, can be read from now on. */
function drawn(state: Respond, before: Respond, model: Model): Respond {
  if (before.item.n !== state.item.n || !isAlike(before.item, state.item)) return state;
  const shownSinceMs = state.shownSinceMs ?? model.nowMs;
  const endSeen = state.endSeen || (before.call === state.call && endsInSight(before, bodyRect(model)));
  const isAsked = state.stage.type === 'sure' && before.stage.type === 'sure' && state.stage.sinceMs === undefined;
  if (shownSinceMs === state.shownSinceMs && endSeen === state.endSeen && !isAsked) return state;
  return { ...state, shownSinceMs, endSeen, ...(isAsked ? { stage: { ...state.stage, sinceMs: model.nowMs } } : {}) };
}

/** What is shown does not count as read: the terminal has taken no frame for a while. */
function unseen(state: Respond): Respond {
  const stage = state.stage.type === 'sure' ? { ...state.stage, sinceMs: undefined } : state.stage;
  return { ...state, shownSinceMs: undefined, stage };
}

function replied(
  state: Respond,
  reply: Extract<PanelEvent, { type: 'answered' | 'refused' }>,
  model: Model,
  serial: number,
): PanelStep<Respond> {
  const { word } = reply.tag;
  if (word === `call ${state.item.n}`) {
    if (reply.type === 'refused')
      return { state: { ...state, call: { state: 'unknown', why: reply.sentence }, endSeen: false } };
    if (reply.method !== 'pending.call') return { state };
    return { state: { ...state, call: { state: 'known', known: reply.result }, endSeen: false } };
  }
  if (word !== `respond ${state.item.n}`) return { state, ...toldLate(reply) };
  if (reply.type === 'refused')
    return { state: seen({ ...state, stage: { type: 'choose' }, fault: reply.sentence }, model) };
  if (reply.method !== 'pending.respond') return { state };
  return { ...onTo(state, 1, model, serial, true), ...toldLate(reply) };
}

/** What came of an answer, which the form may have left behind. */
function toldLate(reply: Extract<PanelEvent, { type: 'answered' | 'refused' }>): Pick<PanelStep<Respond>, 'notice'> {
  const [, number] = /^respond (\d+)$/.exec(reply.tag.word) ?? [];
  if (number === undefined) return {};
  if (reply.type === 'refused') return { notice: { text: `#${number}: ${reply.sentence}`, ink: 'broken' } };
  if (reply.method !== 'pending.respond') return {};
  const { n, session, answer, outcome } = reply.result;
  return { notice: { text: `#${n} ${session}: '${oneLine(answer)}' – ${outcome}`, ink: 'plain' } };
}

/** The next item of the session; `closes` where there is none. */
function onTo(state: Respond, by: 1 | -1, model: Model, serial: number, closes = false): PanelStep<Respond> {
  const waiting = waitingIn(model, state.session);
  const others = waiting.filter(({ n }) => n !== state.item.n);
  const next =
    by > 0
      ? (others.find(({ n }) => n > state.item.n) ?? others[0])
      : (others.findLast(({ n }) => n < state.item.n) ?? others.at(-1));
  if (next) return { state: respondTo(next, model), commands: [fetchCall(next, serial)] };
  if (closes) return { state: undefined };
  return { state, notice: { text: 'Nothing else waits in this session.', ink: 'plain' } };
}

function keyed(state: Respond, key: Key, model: Model, serial: number): PanelStep<Respond> {
  const { stage } = state;
  if (key.name === 'C-o')
    return { state: undefined, keep: draftsWith(state, model), focus: state.session, action: 'take' };
  if (stage.type === 'write') return written(state, key, model, serial);
  if (stage.type === 'choose' && !state.gone && isPrintable(key)) {
    const row = wordsRowFor(state);
    if (row !== undefined) {
      const chosen = openPage(state)?.page.multi === true ? undefined : row;
      const draft = withPage(state.draft, { at: row, chosen });
      const begun: Respond = { ...state, stage: { type: 'write' }, draft, fault: '' };
      return key.name === 'Space' ? kept(begun, model) : written(begun, key, model, serial);
    }
  }
  if (isInText(state, key, model)) return strayed(state, model);
  const step = commanded(state, key, model, serial);
  return step.state === state && isPrintable(key) && Object.keys(step).length === 1 ? strayed(state, model) : step;
}

function isPrintable({ name, text }: Key): boolean {
  return text !== '' && !/^(?:C-|M-)/.test(name) && !/^[\u0000-\u001f\u007f]/.test(text);
}

/** A letter or Enter right behind a letter that means nothing here belongs to a text that is typed into the wrong place. */
function isInText({ strayMs }: Respond, key: Key, { nowMs }: Model): boolean {
  if (!isPrintable(key) && key.name !== 'Enter') return false;
  return strayMs !== undefined && Math.abs(nowMs - strayMs) < limits.answerSeenMs;
}

function strayed(state: Respond, model: Model): PanelStep<Respond> {
  const told =
    'No words are taken on this row: what is typed does nothing. Go to the row for words, or pause a moment.';
  const stage = state.stage.type === 'sure' ? { type: 'choose' as const } : state.stage;
  return { state: { ...state, stage, strayMs: model.nowMs, fault: state.fault === '' ? told : state.fault } };
}

function commanded(state: Respond, key: Key, model: Model, serial: number): PanelStep<Respond> {
  const { stage } = state;
  const by = scrolledBy(state, { type: 'key', key }, model);
  if (by !== state) return { state: by };
  if (stage.type === 'sure') return answeredSure(state, stage, key, model, serial);
  switch (key.name) {
    case 'Esc':
    case 'C-c':
    case 'q':
      return { state: undefined, keep: draftsWith(state, model) };
    case 'n':
      return onTo(state, 1, model, serial);
    case 'N':
      return onTo(state, -1, model, serial);
    case '?':
    case 'F1':
      return { state, open: { name: 'help' } };
    default:
  }
  // The answer is on its way, or nobody waits for one.
  if (stage.type === 'sent' || state.gone) return { state };
  const step = chooseKey(state, key);
  if (step === undefined) return { state };
  if (step === 'tab' || step === 'back') return turned(state, step === 'tab' ? 1 : -1, model, serial);
  const next = { ...step.state, fault: '' };
  return step.wants === 'answer' ? given(next, key, model, serial) : kept(next, model);
}

/** Another page, or where there is but one another item. */
function turned(state: Respond, by: 1 | -1, model: Model, serial: number): PanelStep<Respond> {
  const pages = state.draft.pages.length;
  if (pages < 2) return onTo(state, by, model, serial);
  const page = (state.draft.page + by + pages) % pages;
  return kept({ ...state, draft: { ...state.draft, page }, scroll: 0, fault: '' }, model);
}

/** Every change of what was chosen or written is kept at once: nothing is lost however the form closes. */
function kept(state: Respond, model: Model): PanelStep<Respond> {
  return { state, keep: draftsWith(state, model) };
}

function written(state: Respond, key: Key, model: Model, serial: number): PanelStep<Respond> {
  const open = openPage(state);
  if (!open) return { state };
  if (key.name === 'Esc') return kept({ ...state, stage: { type: 'choose' } }, model);
  if (key.name === 'Enter' && !open.page.multi)
    return given({ ...state, stage: { type: 'choose' }, fault: '' }, key, model, serial);
  if (key.name === 'Enter' || key.name === 'Tab') return kept({ ...state, stage: { type: 'choose' } }, model);
  const words = edited(open.draft.words, key, wordsKind(state));
  if (!words) return { state: scrolledBy(state, { type: 'key', key }, model) };
  return kept({ ...state, draft: withPage(state.draft, { words }), fault: '' }, model);
}

/** Words that are sent as a prompt may have several lines; a row of a dialog has one. */
function wordsKind({ item }: Respond): 'line' | 'lines' {
  return item.kind === 'prose' ? 'lines' : 'line';
}

/** A page has its answer: the next one without an answer opens; where none is left it is sent, or asked once more. */
function given(state: Respond, key: Key, model: Model, serial: number): PanelStep<Respond> {
  const pages = askedPages(state.item);
  const answer = answerOf(state.item, pages, state.draft);
  if ('missing' in answer) {
    const isLater = answer.page !== state.draft.page;
    const draft = { ...state.draft, page: answer.page };
    return kept({ ...state, draft, scroll: isLater ? 0 : state.scroll, fault: isLater ? '' : answer.missing }, model);
  }
  const why = sureWhy(state, pages.length, answer.choice?.kind);
  // One more question stands behind what is asked once more, so that the key may be the same.
  if (answerTooSoon(model, state.shownSinceMs, why ? '' : key.name)) {
    const fault = 'That was too quick to have been read: look at it, pause for a second, then press the key again.';
    return kept({ ...state, shownSinceMs: state.shownSinceMs && model.nowMs, fault }, model);
  }
  if (why && state.item.risk === 'HIGH' && state.call.state === 'asked')
    return kept(
      { ...state, fault: 'The whole command is still on its way; press the key again when it is shown.' },
      model,
    );
  if (why) return kept({ ...state, stage: { type: 'sure', why, sinceMs: undefined } }, model);
  return sent(state, model, serial);
}

function sureWhy(
  { item }: Respond,
  pages: number,
  kind: Parameters<typeof warningOf>[0] | undefined,
): SureWhy | undefined {
  if (kind !== undefined && warningOf(kind) !== undefined) return 'widens';
  // To refuse is always safe; whatever else is chosen on what is HIGH is asked once more.
  const isRefusal = kind === 'words' && (item.kind === 'permission' || item.kind === 'plan');
  if (item.risk === 'HIGH' && kind !== 'no' && kind !== 'dismiss' && !isRefusal) return 'high';
  return pages > 1 ? 'pages' : undefined;
}

function answeredSure(
  state: Respond,
  stage: Extract<Respond['stage'], { type: 'sure' }>,
  key: Key,
  model: Model,
  serial: number,
): PanelStep<Respond> {
  const { why, sinceMs } = stage;
  const isYes = key.name === 'y' || (key.name === 'Enter' && why === 'pages');
  if (!isYes) {
    const strayMs = isPrintable(key) ? model.nowMs : state.strayMs;
    return { state: { ...state, stage: { type: 'choose' }, strayMs, fault: '' } };
  }
  if (answerTooSoon(model, sinceMs, key.name)) {
    const fault = 'That was too quick to have been read: pause for a second, then press it again.';
    return { state: { ...state, stage: { ...stage, sinceMs: sinceMs && model.nowMs }, fault } };
  }
  if (why === 'high' && !state.endSeen)
    return {
      state: {
        ...state,
        fault: `Its end was not in sight: scroll to the end first (PageDown), then press ${key.name}.`,
      },
    };
  return sent(state, model, serial);
}

function sent(state: Respond, model: Model, serial: number): PanelStep<Respond> {
  const answer = answerOf(state.item, askedPages(state.item), state.draft);
  if ('missing' in answer) return { state: { ...state, fault: answer.missing } };
  const tag = { panel: serial, word: `respond ${state.item.n}` };
  return {
    ...kept({ ...state, stage: { type: 'sent', told: answer.told }, fault: '' }, model),
    commands: [{ type: 'call', tag, method: 'pending.respond', params: answer.params }],
  };
}

function scrolledBy(state: Respond, event: PanelEvent, model: Model): Respond {
  const rect = bodyRect(model);
  const by = scrollOf(event, Math.max(1, Math.floor(rect.rows / 2)));
  return by === undefined ? state : { ...state, scroll: scrolledTo(state, rect, state.scroll + by) };
}
