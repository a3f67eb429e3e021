import type { ListItem, Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTaskListItemFromMarkdown } from 'mdast-util-gfm-task-list-item';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';

/** What a document in Markdown says at its left edge, as CommonMark has it. Comments are left out of every text. */
export interface MarkdownDocument {
  /** The items of its lists, save those of lists within another item or a quotation. */
  readonly items: readonly MarkdownItem[];
  readonly sections: readonly MarkdownSection[];
}

/** An item of a list. */
export interface MarkdownItem {
  readonly isNumbered: boolean;
  /** Undefined where it has no box. */
  readonly isTicked: boolean | undefined;
  /** What stands in it, without its mark, its box and what its lines are indented by. */
  readonly text: string;
}

/** A heading with what stands below it, up to the next one that is no lower. */
export interface MarkdownSection {
  /** From 1, the highest. */
  readonly depth: number;
  /** Its words as they are written. */
  readonly name: string;
  readonly text: string;
}

/** Reads a document. Total: every text is one. Slow for large ones, see `limits.executionMarkdownCharsMax`. */
export function readMarkdown(text: string): MarkdownDocument {
  // The parser does not count a byte order mark, so that its offsets would be one too small. NUL is replaced as CommonMark has it.
  const source = text.replace(/^\ufeff/, '').replaceAll('\0', '\ufffd');
  const root = fromMarkdown(source, {
    // Emphasis and links stay as they are written; finding them would take most of the time.
    extensions: [
      gfmTaskListItem(),
      { disable: { null: ['attention', 'labelStartImage', 'labelStartLink', 'labelEnd'] } },
    ],
    mdastExtensions: [gfmTaskListItemFromMarkdown()],
  });
  const said = withoutComments(source, root);
  return { items: itemsOf(root, said), sections: sectionsOf(root, said) };
}

/** Stands for each character of a comment, so that every other one keeps its place. */
const unsaid = '\0';

function withoutComments(source: string, root: Nodes): string {
  let said = '';
  let at = 0;
  // No recursion: a hostile text is nested thousands of levels deep.
  const open: Nodes[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'html') {
      const { from, to } = placeOf(node);
      said += source.slice(at, from);
      said += source.slice(from, to).replace(/<!--[^]*?(?:-->|$)/g, (comment) => unsaid.repeat(comment.length));
      at = to;
    }
    if ('children' in node) for (const child of node.children.toReversed()) open.push(child);
  }
  return said + source.slice(at);
}

/** Offsets of its first character and behind its last one. */
function placeOf({ position }: Nodes): { from: number; to: number } {
  return { from: position?.start.offset ?? 0, to: position?.end.offset ?? 0 };
}

function itemsOf({ children }: Root, said: string): MarkdownItem[] {
  return children.flatMap((list, at) => {
    if (list.type !== 'list') return [];
    return list.children.map((item, index) => {
      // Where the parser has an item end may lie within the next one, when a fence in it is never closed.
      const next = list.children[index + 1] ?? children[at + 1];
      return itemOf(item, list.ordered === true, said.slice(0, next && placeOf(next).from));
    });
  });
}

function itemOf(item: ListItem, isNumbered: boolean, saidBefore: string): MarkdownItem {
  const isTicked = item.checked ?? undefined;
  const first = item.children[0];
  // The paragraph with the box begins with it; what is within begins behind it.
  const words = isTicked !== undefined && first?.type === 'paragraph' ? first.children[0] : first;
  return { isNumbered, isTicked, text: words ? joined(linesOf(saidBefore.slice(placeOf(words).from))) : '' };
}

function sectionsOf({ children: blocks }: Root, said: string): MarkdownSection[] {
  const headings = blocks.filter((node) => node.type === 'heading');
  const sections: MarkdownSection[] = [];
  /** Where what stands below a heading of each depth ends. */
  const ends = Array.from({ length: 7 }, () => said.length);
  for (const heading of headings.toReversed()) {
    const { depth, children } = heading;
    const [first, last] = [children[0], children.at(-1)];
    const { from, to } = placeOf(heading);
    const name =
      first && last
        ? linesOf(said.slice(placeOf(first).from, placeOf(last).to))
            .join(' ')
            .trim()
        : '';
    sections.push({ depth, name, text: linesOf(said.slice(to, ends[depth])).join('\n').trim() });
    ends.fill(from, depth);
  }
  return sections.reverse();
}

function linesOf(said: string): string[] {
  return said.replaceAll(unsaid, '').split(/\r\n|\n|\r/);
}

/** The text of every item begins so many columns in at least; a line that is indented by less goes on a paragraph. */
const itemColumnsMin = 2;

/** An item as a text: its further lines without what they are all indented by. */
function joined([first = '', ...more]: readonly string[]): string {
  const depths = more.map((line) => indentOf(line, Infinity).width).filter((depth) => depth >= itemColumnsMin);
  const least = depths.reduce((one, other) => Math.min(one, other), Infinity);
  const lines = more.map((line) => {
    const { chars, width } = indentOf(line, least);
    // Of a tab that reaches further, the rest stays.
    return ' '.repeat(Math.max(0, width - least)) + line.slice(chars);
  });
  return [first, ...lines].join('\n').trim();
}

/** The blanks that a line begins with, as far as they reach these columns: a tab goes to the next multiple of four. None in a blank line. */
function indentOf(line: string, columns: number): { chars: number; width: number } {
  let width = 0;
  let chars = 0;
  if (line.trim() === '') return { chars: line.length, width };
  for (; width < columns && (line[chars] === ' ' || line[chars] === '\t'); chars++)
    width += line[chars] === '\t' ? 4 - (width % 4) : 1;
  return { chars, width };
}
