import type { Frame } from './frame.ts';
import type { Line } from './lines.ts';
import { isColoured, styleOfChar } from './lines.ts';
import type { OptionBlock } from './options.ts';
import { isRule } from './regions.ts';

/**
 * Why a dialog is not taken for the CLI's own, undefined when it is. Whatever a tool, a file or the model prints, the CLI
 * indents it, and the terminal's cursor stays where the CLI put it: among the options, or below all it drew. So a dialog's
 * selector stands at the left edge (of its box), in the colour of dialogs, and the cursor vouches for it.
 */
export function whyForeign(frame: Frame, lines: readonly Line[], block: OptionBlock): string | undefined {
  const { row, at } = block.selector;
  const line = lines[row];
  const isElsewhere = 'the cursor is elsewhere than in what looks like a dialog';
  if (!line) {
    // Nothing can be answered there; but a person should know that a question waits.
    const isQuestion = block.partial && block.picks && /^ {2}\d/u.test(lines[block.top]?.text ?? '');
    if (!isQuestion) return 'the selector is off the screen';
    return holdsCursor(frame, lines, block) ? undefined : isElsewhere;
  }
  const edge = block.boxed ? line.text.indexOf('│') + 2 : 0;
  if (at - edge > indentMax(frame, lines, block)) {
    return 'what looks like a dialog is indented as printed text is';
  }
  if (!isColoured(styleOfChar(line, at))) return 'what looks like a dialog has not the colours of one';
  if (block.more) return 'more than hints stands under what looks like a dialog';
  return holdsCursor(frame, lines, block) ? undefined : isElsewhere;
}

/** Without a place of its own the cursor rests at the left end of the row after the last, or of the screen's last row. */
function holdsCursor({ cursor: { x, y } }: Frame, lines: readonly Line[], block: OptionBlock): boolean {
  const isAmong = y >= (block.partial ? 0 : block.top) && y <= block.bottom;
  return isAmong || (x === 0 && y >= lines.findLastIndex(({ text }) => text !== ''));
}

/** How far in a selector may stand: some dialogs stand where answers do too, but then under a rule from edge to edge. */
function indentMax({ cols }: Frame, lines: readonly Line[], block: OptionBlock): number {
  const rule = lines.slice(0, block.top).findLast((line) => isRule(line, cols));
  if (!rule || !isColoured(styleOfChar(rule, 0))) return 1;
  return rule.text.startsWith('▔') ? 4 : 2;
}
