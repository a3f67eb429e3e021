import { oneLine } from '../../../face/text/text.ts';
import type { Line, Span } from '../../scene.ts';
import { span } from '../../scene.ts';
import { fitted, inInk, wrapLine } from '../../view/box.ts';
import type { AskedPage, Choice } from './asked.ts';
import { warningOf } from './asked.ts';
import type { PageDraft } from './draft.ts';
import type { Respond } from './state.ts';
import { openPage } from './state.ts';

/** The rows to choose from, wrapped; where not all have room those around the mark are shown, and how many are not. */
export function choiceRows(state: Respond, room: { cols: number; rows: number }): Line[] {
  const open = openPage(state);
  if (!open || open.page.choices.length === 0)
    return [[span('Nothing here can be chosen from afar: press Ctrl-o to take the keyboard.', 'hint')]];
  const isActive = state.stage.type === 'choose' && !state.gone;
  const isWriting = state.stage.type === 'write';
  const isOneOfSeveral = state.draft.pages.length > 1;
  const blocks = open.page.choices.map((choice, index) =>
    rowLines(choice, index, { ...open, isActive, isWriting, isOneOfSeveral, cols: room.cols }),
  );
  return around(blocks, Math.max(0, open.draft.at), room.rows);
}

interface RowLook {
  readonly page: AskedPage;
  readonly draft: PageDraft;
  readonly isActive: boolean;
  readonly isWriting: boolean;
  readonly isOneOfSeveral: boolean;
  readonly cols: number;
}

function rowLines(choice: Choice, index: number, look: RowLook): Line[] {
  const { draft, isActive, cols } = look;
  const isMarked = index === draft.at;
  const lines = wrapLine(labelSpans(choice, index, look), cols - 2, 5).map((line): Line => {
    const filled = fitted(line, cols - 2, 'form');
    return isMarked && isActive ? inInk(filled, 'chosen') : filled;
  });
  const described = wrapLine([span(oneLine(choice.description), 'hint')], cols - 7).map(
    (line): Line => [span('       '), ...line],
  );
  const marked = lines.map((line, row): Line => [span(isMarked && row === 0 ? '❯ ' : '  ', 'key'), ...line]);
  return choice.description === '' ? marked : [...marked, ...described];
}

function labelSpans(choice: Choice, index: number, look: RowLook): Span[] {
  const { draft } = look;
  const number = choice.key === '' ? '   ' : `${choice.key}. `.padEnd(3);
  const warning = warningOf(choice.kind);
  // While they are written they stand in their field below.
  const words = choice.kind === 'words' && !look.isWriting ? draft.words.text.trim() : '';
  return [
    span(number, 'key'),
    span(boxOf(choice, index, look)),
    span(oneLine(choice.label)),
    ...(words === '' ? [] : [span(`: ${oneLine(words)}`, 'typed')]),
    ...(warning === undefined ? [] : [span(`  ! ${warning}`, 'fault')]),
  ];
}

/** A box for what can be ticked; a mark for the row that was chosen on a page that was left. */
function boxOf(choice: Choice, index: number, { page: { multi }, draft, isOneOfSeveral }: RowLook): string {
  if (!multi) return draft.chosen === index && isOneOfSeveral ? '✓ ' : '';
  if (choice.kind === 'words') return draft.words.text.trim() === '' ? '[ ] ' : '[✓] ';
  return draft.ticks.includes(index) ? '[✓] ' : '[ ] ';
}

/** As many of the blocks of lines as fit, the one at `at` among them. */
function around(blocks: readonly (readonly Line[])[], at: number, rows: number): Line[] {
  const total = blocks.reduce((sum, block) => sum + block.length, 0);
  if (total <= rows) return blocks.flat();
  const room = Math.max(1, rows - 1);
  let [from, until, used] = [at, at + 1, blocks[at]?.length ?? 0];
  for (;;) {
    const below = blocks[until]?.length;
    const above = from > 0 ? blocks[from - 1]?.length : undefined;
    if (below !== undefined && used + below <= room) {
      until++;
      used += below;
    } else if (above !== undefined && used + above <= room) {
      from--;
      used += above;
    } else break;
  }
  const hidden = [from > 0 ? `${from} above` : '', until < blocks.length ? `${blocks.length - until} below` : ''];
  const told = `… ${hidden.filter((part) => part !== '').join(', ')}: Up and Down`;
  return [...blocks.slice(from, until).flat().slice(0, room), [span(told, 'hint')]];
}
