import type { PendingItem } from '../../../api/methods.ts';
import { kindWord } from '../../../face/text/log.ts';
import { oneLine } from '../../../face/text/text.ts';
import { agoOf } from '../../../face/text/time.ts';
import type { Model } from '../../model.ts';
import type { PanelKey, PanelView } from '../../panel.ts';
import type { Line, Rect } from '../../scene.ts';
import { span } from '../../scene.ts';
import { box, innerOf, keyFoot, wrapLine, wrapText } from '../../view/box.ts';
import type { DrawnField } from '../fieldView.ts';
import { drawnLines, rowsOf } from '../fieldView.ts';
import { clampedScroll, faultLines, formRect, riskSpan, scrolled } from '../forms.ts';
import { askedPages } from './asked.ts';
import { callLines } from './callLines.ts';
import { choiceRows } from './choiceRows.ts';
import { answerOf, isAnswered } from './draft.ts';
import type { Respond } from './state.ts';
import { openPage, waitingIn } from './state.ts';

/** How the form looks: what is asked scrolls above, the rows to choose from stand below and never leave. */

/** Widest that the form gets: longer lines are hard to read. */
const formCols = 116;

interface Parts {
  readonly place: Rect;
  readonly inner: Rect;
  /** What is asked, all of it. */
  readonly body: readonly Line[];
  readonly bodyRows: number;
  readonly rows: readonly Line[];
  readonly field: DrawnField | undefined;
  readonly last: readonly Line[];
}

/** The form. */
export function viewRespond(state: Respond, model: Model, rect: Rect): PanelView {
  const { place, inner, body, bodyRows, rows, field, last } = partsOf(state, rect);
  const shown = scrolled(body, state.scroll, { cols: inner.cols, rows: bodyRows });
  const typed = field ? field.lines.map((line): Line => [span('› ', 'key'), ...line]) : [];
  const lines = [...shown, ...separator(inner.cols), ...rows, ...typed, ...last];
  const { item } = state;
  const tool = item.kind === 'permission' && item.tool !== undefined ? `${item.tool} ` : '';
  const title = `#${item.n} ${item.session} · ${tool}${kindWord(item.kind)}`;
  const isHigh = item.risk === 'HIGH' && !state.gone;
  const block = box({
    rect: place,
    title,
    note: [span(`${agoOf(item.askedAt, model.nowMs)}  `, 'hint'), riskSpan(item.risk)],
    lines,
    frame: isHigh ? 'border-needs' : 'border-focus',
    foot: keyFoot(footKeys(state, model), inner.cols),
  });
  if (!field) return { layers: [block] };
  const y = inner.y + shown.length + 1 + rows.length + field.cursor.y;
  return { layers: [block], cursor: { x: inner.x + 2 + field.cursor.x, y } };
}

/** Where the text can be scrolled to, nearest to what is wanted. */
export function scrolledTo(state: Respond, rect: Rect, wanted: number): number {
  const { body, bodyRows } = partsOf(state, rect);
  return clampedScroll(wanted, body.length, bodyRows);
}

/** Whether the last line of what is asked is shown. */
export function endsInSight(state: Respond, rect: Rect): boolean {
  const { body, bodyRows } = partsOf(state, rect);
  return clampedScroll(state.scroll, body.length, bodyRows) === clampedScroll(body.length, body.length, bodyRows);
}

function separator(cols: number): Line[] {
  return [[span('─'.repeat(cols), 'border')]];
}

/** Of a low form the rows get at most this part, so that what is asked can be read. */
const rowsShare = 0.5;

function partsOf(state: Respond, rect: Rect): Parts {
  const { cols, rows: tall } = innerOf(formRect(rect, formCols, rect.rows));
  const open = openPage(state);
  const isWriting = state.stage.type === 'write';
  // One row of what is asked and the line below it always stand; a field of words goes before the rows to choose from.
  const room = Math.max(1, tall - 2);
  const fieldRows = open && isWriting ? Math.min(4, room, rowsOf(open.draft.words, cols - 2)) : 0;
  const last = lastLines(state, cols).slice(0, room - fieldRows);
  const rowsMax = Math.max(1, Math.floor((tall - last.length - 1) * rowsShare) - fieldRows);
  const rows = choiceRows(state, { cols, rows: rowsMax }).slice(0, room - fieldRows - last.length);
  const field =
    open && isWriting
      ? drawnLines(open.draft.words, { cols: cols - 2, rows: fieldRows, hint: wordsHint(state.item) })
      : undefined;
  const body = bodyLines(state, cols - 2);
  const below = 1 + rows.length + fieldRows + last.length;
  const bodyRows = Math.max(1, Math.min(body.length, tall - below));
  const place = formRect(rect, formCols, bodyRows + below);
  return { place, inner: innerOf(place), body, bodyRows, rows, field, last };
}

function wordsHint({ kind }: PendingItem): string {
  return kind === 'permission' || kind === 'plan' ? 'what Claude is to do instead; empty: just no' : 'your words';
}

/** What is asked, and why a human is: from the top. */
function bodyLines(state: Respond, cols: number): Line[] {
  const { item } = state;
  const reasons = item.reasons.flatMap((reason) => wrapLine([span('– ', 'hint'), span(oneLine(reason))], cols, 2));
  const asked = askedLines(state, cols);
  // What is to be run is read with the reasons in mind; a question speaks for itself.
  return item.kind === 'question' || item.kind === 'prose'
    ? [...asked, ...(reasons.length === 0 ? [] : [[], ...reasons])]
    : [...reasons, ...(reasons.length === 0 ? [] : [[]]), ...asked];
}

function askedLines(state: Respond, cols: number): Line[] {
  const { item } = state;
  if (item.kind === 'question') return [...tabLines(state, cols), ...questionLines(state, cols)];
  if (item.kind === 'prose') {
    const said = item.subject === undefined ? [] : wrapText(item.subject, cols);
    return [...said, ...(item.question === undefined ? [] : wrapText(item.question, cols, 'strong'))];
  }
  const question = item.question === undefined ? [] : wrapText(item.question, cols, 'strong');
  return [...question, ...wholeLines(state, cols)];
}

function questionLines(state: Respond, cols: number): Line[] {
  const open = openPage(state);
  return open ? wrapText(open.page.question, cols, 'strong') : [];
}

/** The pages of a question: which is open, which have their answer. */
function tabLines({ item, draft }: Respond, cols: number): Line[] {
  const pages = askedPages(item);
  if (pages.length < 2) return [];
  const tabs = pages.flatMap((page, index) => {
    const own = draft.pages[index];
    const mark = own && isAnswered(page, own) ? '✓' : ' ';
    const name = page.header === '' ? `Question ${index + 1}` : page.header;
    return [span(` ${mark} ${oneLine(name)} `, index === draft.page ? 'chosen' : 'hint'), span(' ')];
  });
  return [...wrapLine(tabs, cols), []];
}

/** The call as the transcript holds it; until it is there, or where it names none, what the screen shows. */
function wholeLines({ item, call }: Respond, cols: number): Line[] {
  const subject = item.subject === undefined ? [] : wrapText(item.subject, cols, 'strong');
  switch (call.state) {
    case 'asked':
      return [...subject, [span('… the whole call is on its way', 'hint')]];
    case 'unknown':
      return [...subject, ...wrapText(`Only what the screen shows: ${call.why}`, cols, 'fault')];
    case 'known': {
      const { call: whole, cut } = call.known;
      if (!whole)
        return [
          ...subject,
          ...(item.kind === 'permission'
            ? wrapText('Only what the screen shows: the transcript names no such call.', cols, 'fault')
            : []),
        ];
      const rest = cut ? wrapText('It is longer than can be shown here; its end is missing.', cols, 'fault') : [];
      return [...callLines(whole, cols), ...rest];
    }
  }
}

/** What stands below the rows: what went wrong, what is asked once more, what is under way. */
function lastLines(state: Respond, cols: number): Line[] {
  const { stage, item } = state;
  const fault = faultLines(state.fault, cols);
  const gone = 'It was answered or has left the screen: nothing is taken here any more.';
  if (state.gone) return [...fault, ...wrapText(gone, cols, 'needs')];
  if (stage.type === 'sent') return wrapText(`Sending '${stage.told}' …`, cols, 'hint');
  if (stage.type !== 'sure') return fault;
  const answer = answerOf(item, askedPages(item), state.draft);
  const told = 'told' in answer ? oneLine(answer.told) : '';
  const question = {
    high: `HIGH risk. Press y to answer '${told}' nevertheless; any other key goes back.`,
    widens: `'${told}' does more than answer once. Press y to choose it nevertheless; any other key goes back.`,
    pages: `Answer: ${told}. Press y or Enter to send; any other key goes back.`,
  }[stage.why];
  return [...fault, ...wrapText(question, cols, stage.why === 'pages' ? 'strong' : 'high')];
}

/** The keys that count now, the most needed first. */
function footKeys(state: Respond, model: Model): PanelKey[] {
  const { stage, draft, gone } = state;
  const esc = { keys: ['Esc'], summary: 'close' };
  const others = waitingIn(model, state.session).filter(({ n }) => n !== state.item.n).length;
  const next = others > 0 ? [{ keys: ['n'], summary: `next of ${others} more` }] : [];
  if (gone || stage.type === 'sent') return [...next, esc];
  if (stage.type === 'sure')
    return [
      { keys: ['y'], summary: 'yes' },
      { keys: ['any other'], summary: 'back' },
    ];
  if (stage.type === 'write')
    return [
      { keys: ['Enter'], summary: 'answer' },
      { keys: ['Esc'], summary: 'back' },
      { keys: ['C-o'], summary: 'take the keyboard' },
    ];
  const multi = openPage(state)?.page.multi ?? false;
  return [
    { keys: ['Enter'], summary: 'answer' },
    ...(multi ? [{ keys: ['Space'], summary: 'tick' }] : []),
    ...(draft.pages.length > 1 ? [{ keys: ['Tab'], summary: 'page' }] : []),
    esc,
    ...next,
    { keys: ['C-o'], summary: 'take the keyboard' },
  ];
}
