import type { PendingItem, Status } from '../../api/methods.ts';
import { kindWord } from '../../face/text/log.ts';
import { beginningOf, oneLine, padded } from '../../face/text/text.ts';
import { inLocalTime } from '../../face/text/time.ts';
import { itemOf } from '../attention.ts';
import type { Ink } from '../ink.ts';
import type { Hold } from '../model.ts';
import type { Line } from '../scene.ts';
import { span } from '../scene.ts';
import {
  clockTime,
  compact,
  compactCells,
  shortUntil,
  sparkline,
  timeCells,
  timeSince,
  untilCells,
} from './figures.ts';
import { cutLine, fitted, inInk, lineWidth } from './lines.ts';
import type { Slot } from './slots.ts';
import { slotLine } from './slots.ts';
import { stateOf, stateWords } from './states.ts';
import { progressOf, taskAtHand } from './taskLooks.ts';

/** What the title row of a pane tells. */
export interface Title {
  readonly session: Status;
  /** By which it is focused; undefined beyond 9. */
  readonly number: number | undefined;
  readonly focused: boolean;
  /** Set while the human of this terminal has its keyboard. */
  readonly hold: Hold | undefined;
  /** Clients of other humans who have its keyboard, the last who typed at the end. */
  readonly others: readonly string[];
  /** Nothing is heard of it: the daemon is away. */
  readonly lost: boolean;
  /** An answer to what it asks is on its way. */
  readonly answering: boolean;
  readonly pulses: readonly number[];
  /** The keys that give the keyboard back, `Ctrl-] Esc`. */
  readonly giveBack: string;
  readonly nowMs: number;
}

/** Narrowest that words about the task are worth showing, and about what is asked. */
const taskCellsMin = 20;
const askedCellsMin = 12;
/** On a line narrower than this the name goes before the word of the state. */
const narrowCols = 26;
/** What a name gets: a share of the line, between these. */
const nameShare = 0.4;
const nameCellsMin = 9;
const nameCellsMax = 24;
/** From here on a held pane says in words what the keys do that give it back. */
const sentenceCols = 64;
const sparkCells = [16, 8] as const;
/** `◷ limit 12h14`: kept as wide, so that what follows stands still. */
const limitCells = 8 + untilCells;

/** The title row: exactly `cols` cells. A pane that is held here is one block of ink `human`, all others a line with words on it. */
export function titleLine(title: Title, cols: number): Line {
  if (title.hold)
    return inInk(slotLine(heldSlots(title, title.hold, cols), { cols, fill: ' ', ink: 'human' }), 'human');
  const look = { cols, fill: title.focused ? '━' : '─', ink: ruleInk(title) };
  const item = itemOf(title.session);
  const full = slotLine([...slots(title, cols), ...figureSlots(title)], look);
  // What is asked goes before the figures where it is whole without them.
  const bare = item && !showsWhole(full, item) ? slotLine(slots(title, cols), look) : full;
  const line = item && showsWhole(bare, item) ? bare : full;
  return title.lost ? inInk(line, 'dim') : line;
}

/** Whether a title row has all of what an item asks, and what it is about with it. */
export function showsWhole(line: Line, item: PendingItem): boolean {
  const { subject = '' } = item;
  const cols = lineWidth(line);
  if (beginningOf(subject, cols) !== subject) return false;
  const asked = oneLine(askedText(item, cols));
  const text = line.map((part) => part.text).join('');
  return asked.includes(oneLine(subject)) && text.includes(` ${asked} `);
}

function ruleInk({ others, focused, session }: Title): Ink {
  if (others.length > 0) return 'border-other';
  if (focused) return 'border-focus';
  return stateOf(session).needs ? 'border-needs' : 'border';
}

function slots(title: Title, cols: number): Slot[] {
  const { session, focused, others } = title;
  const { needs } = stateOf(session);
  const item = itemOf(session);
  const name: Ink = focused ? 'title-focus' : 'title';
  const [nameRank, stateRank] = cols < narrowCols ? [1, 2] : [2, 1];
  return [
    ...numberSlot(title, 4),
    nameSlot(session, name, nameRank, cols),
    ...(others.length > 0
      ? [left(3, [span(`held by ${othersText(others)}`, 'border-other')], [span('held', 'border-other')])]
      : []),
    ...(needs ? [{ ...left(3, [span(' ! ', 'bar-needs')]), close: true }] : []),
    stateSlot(title, stateRank),
    timeSlot(title, 7),
    ...(item ? [riskSlot(title, item, 5)] : []),
    ...(session.warnings.length > 0 ? [left(8, [span('⚠', 'medium')])] : []),
    ...limitSlot(title, 8),
    ...warnedSlot(title, 6),
    ...progressSlot(session, 8),
    taskSlot(session, item, { rank: 9, cols }),
  ];
}

function figureSlots(title: Title): Slot[] {
  return [...tokenSlots(title.session, { context: 10, output: 12 }), ...sparkSlot(title, 11)];
}

function heldSlots(title: Title, hold: Hold, cols: number): Slot[] {
  const { session, others, giveBack, lost } = title;
  const words = lost || hold.stuck === true ? 'HUMAN, keys are not sent' : hold.confirmed ? 'HUMAN' : 'HUMAN …';
  const also =
    others.length > 0 ? [left(4, [span(`${othersText(others)} types too`)], [span(oneLine(others.at(-1) ?? ''))])] : [];
  const short: Line = [span(giveBack)];
  const forms = cols < sentenceCols ? [short] : [[span(`${giveBack} gives it back`)], short];
  return [
    left(1, [span(words)], [span('HUMAN')]),
    ...numberSlot(title, 5),
    nameSlot(session, 'human', 2, cols),
    ...also,
    stateSlot(title, 6),
    timeSlot(title, 7),
    { side: 'right', rank: 3, forms },
  ];
}

function left(rank: number, ...forms: readonly Line[]): Slot {
  return { side: 'left', rank, forms };
}

function numberSlot({ number }: Title, rank: number): Slot[] {
  return number === undefined ? [] : [{ ...left(rank, [span(String(number), 'key')]), close: true }];
}

function nameSlot({ id }: Status, ink: Ink, rank: number, cols: number): Slot {
  const whole: Line = [span(oneLine(id), ink)];
  const most = Math.max(nameCellsMin, Math.min(nameCellsMax, Math.floor(cols * nameShare)));
  return left(rank, ...[most, nameCellsMin, 6, 3].map((cells) => cutLine(whole, cells)));
}

function stateSlot({ session, nowMs }: Title, rank: number): Slot {
  const { glyph, word, ink } = stateOf(session);
  const words = stateWords(session, nowMs);
  const isTimed = words !== `${glyph} ${word}`;
  return left(rank, [span(isTimed ? padded(words, limitCells) : words, ink)], [span(glyph, ink)]);
}

function timeSlot({ session, nowMs }: Title, rank: number): Slot {
  return left(rank, fitted([span(timeSince(session.since, nowMs), 'dim')], timeCells));
}

function riskSlot({ answering }: Title, { risk }: PendingItem, rank: number): Slot {
  return answering ? left(rank, [span('answering …', 'working')]) : left(rank, [span(risk, riskInks[risk])]);
}

/** When its limit resets, on the clock: how long that is stands beside its state. */
function limitSlot({ session: { limit }, nowMs }: Title, rank: number): Slot[] {
  const atMs = Date.parse(limit?.resetsAt ?? '');
  return Number.isNaN(atMs) ? [] : [left(rank, [span(`resets ${clockTime(atMs, nowMs)}`, 'limited')])];
}

/** A limit that is near: before the wall. */
function warnedSlot({ session: { warned, limit }, nowMs }: Title, rank: number): Slot[] {
  if (!warned || limit || (warned.resetsAt !== null && Date.parse(warned.resetsAt) <= nowMs)) return [];
  const time = warned.resetsAt === null ? '' : shortUntil(warned.resetsAt, nowMs);
  const forms =
    time === '' ? ['⚠ limit near'] : [`⚠ limit near, resets in ${time}`, `⚠ limit near ${time}`, '⚠ limit near'];
  return [left(rank, ...forms.map((text): Line => [span(text, 'medium')]))];
}

/** How far its queue is; of a single task its words tell enough. */
function progressSlot({ queue }: Status, rank: number): Slot[] {
  const progress = progressOf(queue);
  if (!progress || progress.all < 2) return [];
  const { done, all, failed } = progress;
  const broken = failed > 0 ? [span(` ✗${failed}`, 'broken')] : [];
  return [left(rank, [span(`${done}/${all} tasks`, 'dim'), ...broken], [span(`${done}/${all}`, 'dim'), ...broken])];
}

const riskInks: Readonly<Record<PendingItem['risk'], Ink>> = { LOW: 'low', MEDIUM: 'medium', HIGH: 'high' };

/** What is asked, or else what is being done; it takes what is left of the line. */
function taskSlot(
  session: Status,
  item: PendingItem | undefined,
  { rank, cols }: { rank: number; cols: number },
): Slot {
  const text = item ? askedText(item, cols) : beginningOf(doneText(session), cols);
  const line: Line = text === '' ? [] : [span(oneLine(text), item ? 'plain' : 'dim')];
  return { ...left(rank, line, cutLine(line, item ? askedCellsMin : taskCellsMin)), grows: true };
}

/** What a pending item asks, in some words: no more than a line of so many cells can show. */
function askedText({ tool, subject = '', question = '', kind }: PendingItem, cols: number): string {
  if (question !== '') return beginningOf(question, cols);
  const words = [tool, beginningOf(subject, cols)].filter((part) => part !== undefined && part !== '').join(' ');
  return words === '' ? kindWord(kind) : words;
}

/** What a session is at: its task, or else what its screen says it does, why it cannot be read, where it is. */
function doneText(session: Status): string {
  return taskAtHand(session)?.text ?? session.activity ?? inLocalTime(session.why ?? folderOf(session));
}

/** The last folder of its path: what people call it. */
function folderOf({ path }: Status): string {
  return (
    path
      .split('/')
      .filter((name) => name !== '')
      .at(-1) ?? path
  );
}

/** A flat line stands for silence, so that what is beside it does not move when something comes out. */
function sparkSlot({ pulses, lost, focused }: Title, rank: number): Slot[] {
  if (lost) return [];
  const forms = sparkCells.map((cells): Line => {
    const bars = sparkline(pulses, cells);
    return [bars === undefined ? span('▁'.repeat(cells), focused ? 'border-focus' : 'border') : span(bars, 'spark')];
  });
  return [{ side: 'right', rank, forms }];
}

function tokenSlots({ usage }: Status, ranks: { readonly context: number; readonly output: number }): Slot[] {
  if (!usage) return [];
  const slot = (rank: number, count: number, word: string): Slot => ({
    side: 'right',
    rank,
    cells: compactCells + 1 + word.length,
    forms: [[span(`${compact(count)} ${word}`, 'dim')]],
  });
  return [slot(ranks.context, usage.context, 'ctx'), slot(ranks.output, usage.output, 'out')];
}

function othersText(others: readonly string[]): string {
  const last = oneLine(others[others.length - 1] ?? '');
  return others.length > 1 ? `${last} and ${others.length - 1} more` : last;
}
