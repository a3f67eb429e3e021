import { readComposer } from './composer.ts';
import type { Frame } from './frame.ts';
import { lastFilled, linesOf } from './lines.ts';
import { optionsAtBottom } from './options.ts';
import { readDialog } from './permission.ts';
import type { Reading } from './reading.ts';
import { composerAtBottom } from './regions.ts';
import type { Words } from './words.ts';
import { shippedWords } from './words.ts';

/** What the reader is told besides the frame. */
export interface ReadContext {
  readonly words?: Words;
  /** True once the CLI has drawn its input box or a dialog: before that an unreadable screen is only its start. */
  readonly begun: boolean;
}

/**
 * Says what a settled screen asks. Reads from the bottom up: whatever is drawn last, in the CLI's own place, counts; text
 * above an open input box, or above the options of a dialog, asks nothing, whatever it looks like.
 */
export function readScreen(frame: Frame, context: ReadContext): Reading {
  const words = context.words ?? shippedWords;
  const lines = linesOf(frame);
  const bottom = lastFilled(lines);
  const evidence = { top: 0, bottom: Math.max(0, bottom) };
  if (bottom < 0) {
    return context.begun ? { state: 'unknown', why: 'the screen is empty', evidence } : { state: 'starting', evidence };
  }
  if (frame.syncOpen) return { state: 'unknown', why: 'the screen is half drawn', evidence };
  const composer = composerAtBottom(lines, bottom, frame.cols);
  if (composer) return readComposer(frame, lines, composer, words);
  const block = optionsAtBottom(lines, bottom, words);
  if (block) return readDialog(lines, block, frame.cols, words);
  if (!context.begun) return { state: 'starting', evidence };
  return { state: 'unknown', why: 'neither an input box nor a dialog stands at the bottom of the screen', evidence };
}
