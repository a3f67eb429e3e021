import type { BannerTime } from './banner.ts';
import { readBanner } from './banner.ts';
import { Budget, TookTooLong } from './budget.ts';
import { readComposer } from './composer.ts';
import type { Frame } from './frame.ts';
import { lastFilled, linesOf } from './lines.ts';
import type { Line } from './lines.ts';
import { isHint, isHintRow } from './dialogRows.ts';
import { optionsAtBottom } from './options.ts';
import type { Dialog } from './permission.ts';
import { whyForeign } from './owned.ts';
import { noticeBeside } from './notice.ts';
import { readDialog } from './permission.ts';
import type { Menu, Reading } from './reading.ts';
import type { Composer } from './regions.ts';
import { composerAtBottom } from './regions.ts';
import type { Words } from './words.ts';
import { limits } from '../limits.ts';

/** What the reader is told besides the frame. */
export interface ReadContext {
  readonly words: Words;
  /** True once the CLI has drawn its input box or a dialog: before that an unreadable screen is only its start. */
  readonly begun: boolean;
  /** Steps that the reading may take; see `budget.ts`. */
  readonly steps?: number;
  /** How times on the screen are to be understood. */
  readonly time: BannerTime;
}

/**
 * Says what a settled screen asks. Reads from the bottom up: whatever is drawn last, in the CLI's own place, counts; text
 * above an open input box, or above the options of a dialog, asks nothing, whatever it looks like.
 */
export function readScreen(frame: Frame, context: ReadContext): Reading {
  const budget = new Budget(context.steps ?? limits.readStepsMax);
  try {
    return readLines(frame, linesOf(frame, budget), context);
  } catch (error) {
    if (!(error instanceof TookTooLong)) throw error;
    const evidence = { top: 0, bottom: frame.rows.length - 1 };
    return { state: 'unknown', why: 'reading it took too long', evidence };
  }
}

function readLines(frame: Frame, lines: readonly Line[], context: ReadContext): Reading {
  const { words } = context;
  const bottom = lastFilled(lines);
  const evidence = { top: 0, bottom: Math.max(0, bottom) };
  if (bottom < 0) {
    return context.begun ? { state: 'unknown', why: 'the screen is empty', evidence } : { state: 'starting', evidence };
  }
  if (frame.syncOpen) return { state: 'unknown', why: 'the screen is half drawn', evidence };
  const composer = composerAtBottom(frame, lines, bottom, words);
  if (composer) {
    const below = typedBelow(lines, composer);
    if (below) return below;
    const reading = readComposer(frame, lines, composer, words);
    if (reading.state !== 'idle') return reading;
    const footer = lines.slice(composer.bottom + 1);
    const place = { below: composer.top, footer, cols: frame.cols, options: [] };
    const notice = noticeBeside(lines, composer);
    return readBanner(lines, place, words, context.time) ?? { ...reading, ...(notice === undefined ? {} : { notice }) };
  }
  const block = optionsAtBottom(lines, bottom, words);
  if (block) {
    const dialog = readDialog(lines, block, frame.cols, words);
    const why = asks(dialog) ? whyForeign(frame, lines, block) : undefined;
    if (why !== undefined) return { state: 'unknown', why, evidence };
    return dialogOrLimit(lines, dialog, { frame, words, context });
  }
  // The command that opened a view may stand under it.
  const end = words.glyphs.command.test(lines[bottom]?.text ?? '') ? lastFilled(lines.slice(0, bottom)) : bottom;
  const menu = menuByFooter(lines, end, words);
  if (menu) return menu;
  if (!context.begun) return { state: 'starting', evidence };
  return { state: 'unknown', why: 'neither an input box nor a dialog stands at the bottom of the screen', evidence };
}

/** A field under the composer that has taken its cursor, as the search among earlier prompts has: what is typed goes there. */
function typedBelow(lines: readonly Line[], composer: Composer): Menu | undefined {
  const holdsInverse = ({ row }: Line): boolean => row.spans.some(({ style }) => style.inverse);
  if (lines.slice(composer.top, composer.bottom + 1).some(holdsInverse)) return undefined;
  const at = lines.findIndex((line, index) => index > composer.bottom && holdsInverse(line));
  const title = (lines[at]?.text.trim().split(/:| {2,}/u)[0] ?? '').trim();
  return at < 0 ? undefined : { state: 'menu', title, options: [], evidence: { top: composer.top, bottom: at } };
}

/** True for what pcc may answer by itself: it must be the CLI's own. */
function asks(dialog: Dialog): boolean {
  return dialog.state !== 'menu';
}

/** The menu of a usage limit is told by its rows; the banner above it says which limit and until when. */
function dialogOrLimit(
  lines: readonly Line[],
  dialog: Dialog,
  { frame, words, context }: { frame: Frame; words: Words; context: ReadContext },
): Reading {
  if (dialog.state !== 'menu' || !dialog.options.some((option) => words.limitMenu.test(option.label))) return dialog;
  const { options, evidence } = dialog;
  const banner = readBanner(lines, { below: evidence.top, footer: [], cols: frame.cols, options }, words, context.time);
  if (banner?.state === 'limit') return banner;
  return { state: 'limit', kind: 'unknown', resetsAt: null, resumesItself: false, options, evidence };
}

/** A view without options of its own: it ends with its hints, one of which tells how to leave, or fills a panel of its own. */
function menuByFooter(lines: readonly Line[], bottom: number, words: Words): Menu | undefined {
  const first = isHint(lines, bottom, words) ? bottom : bottom - 1;
  const hints = lines.slice(first, bottom + 1).map((line) => line.text.trim());
  const footer = hints.join(' ');
  const leaves = isHint(lines, first, words) && isHintRow(lines, bottom, words) && words.leaves.test(footer);
  const top = lines.findLastIndex((line, row) => row < bottom && /^[─▔]{10,}/u.test(line.text));
  const isPanel = lines[top]?.text.startsWith('▔') === true;
  if (!leaves && !isPanel) return undefined;
  const title = lines.slice(Math.max(0, top + 1), bottom).find((line) => line.text !== '')?.text ?? footer;
  return {
    state: 'menu',
    title: (title.trim().split(/:? {2,}| · /u)[0] ?? '').replace(/:$/, ''),
    options: [],
    evidence: { top: Math.max(0, top), bottom },
  };
}
