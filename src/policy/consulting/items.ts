import { limits } from '../../limits.ts';

/** One line of a list from which is chosen. */
export interface Item {
  /** `1`, `A`, or '' for a bullet. */
  readonly mark: string;
  /** Short name: one line, bounded, without markup. */
  readonly name: string;
  /** What else is said about it. */
  readonly text: string;
}

/** A part of a text: a paragraph on one line, or a list. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Item[] };

const bullet = /^\s{0,3}[-*+•]\s+(?<rest>\S.*)$/;
const numbered =
  /^\s{0,3}(?:#{1,6}\s+)?(?:\*\*|__)?(?:(?:option|approach|choice|variant|alternative|plan|solution|strategy)\s+(?<named>\d{1,2}|[a-z])\s*(?:[:.)–—-]|\*\*:?)|\(?(?<number>\d{1,2})[.)]|\(?(?<letter>[a-h])[.)])\s*(?<rest>\S.*)$/i;

/** The blocks of a text, from the first on. Fenced code and quotations are left out. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let raw: RawItem[] = [];
  let apart = false;
  const flush = (): void => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', text: paragraph.join(' ') });
    if (raw.length > 0) blocks.push({ kind: 'list', items: raw.map(itemOf) });
    paragraph = [];
    raw = [];
  };
  for (const line of plainLines(text)) {
    const item = itemIn(line);
    if (line.trim() === '') {
      apart = true;
      if (paragraph.length > 0) flush();
    } else if (item) {
      if (paragraph.length > 0 || (raw.length > 0 && !sameKind(raw[0], item))) {
        if (raw[0] && raw[0].mark !== '' && item.mark === '') {
          raw.at(-1)?.lines.push(item.rest);
          continue;
        }
        flush();
      }
      raw.push({ mark: item.mark, lines: [item.rest] });
      apart = false;
    } else if (raw.length > 0 && (!apart || /^\s{2,}/.test(line))) {
      raw.at(-1)?.lines.push(line.trim());
    } else {
      if (raw.length > 0) flush();
      apart = false;
      paragraph.push(unmarked(line));
    }
  }
  flush();
  return joined(blocks);
}

/** Puts a list together that paragraphs about its items have torn: what follows is marked as the next item. */
function joined(blocks: readonly Block[]): Block[] {
  const result: Block[] = [];
  for (const block of blocks) {
    const at = result.findLastIndex(({ kind }) => kind === 'list');
    const list = result[at];
    const [first] = block.kind === 'list' ? block.items : [];
    if (block.kind !== 'list' || list?.kind !== 'list' || !first || !isNext(list.items.at(-1), first)) {
      result.push(block);
      continue;
    }
    const about = result.slice(at + 1).map((between) => (between.kind === 'paragraph' ? between.text : ''));
    const items = list.items.map((item, index) =>
      index === list.items.length - 1 ? { ...item, text: [item.text, ...about].join(' ').trim() } : item,
    );
    result.splice(at, result.length, { kind: 'list', items: [...items, ...block.items] });
  }
  return result;
}

function isNext(before: Item | undefined, item: Item): boolean {
  if (!before || before.mark === '' || item.mark === '') return false;
  return /^\d/.test(item.mark)
    ? Number(item.mark) === Number(before.mark) + 1
    : item.mark.charCodeAt(0) === before.mark.charCodeAt(0) + 1;
}

interface RawItem {
  readonly mark: string;
  readonly lines: string[];
}

function sameKind(first: RawItem | undefined, item: { readonly mark: string }): boolean {
  const kind = (mark: string): string => (mark === '' ? 'bullet' : /\d/.test(mark) ? 'number' : 'letter');
  return first !== undefined && kind(first.mark) === kind(item.mark);
}

/** Lines outside of fenced code and quotations; an open fence reaches to the end. */
function plainLines(text: string): string[] {
  const lines: string[] = [];
  let fence = '';
  for (const line of text.split(/\r?\n/)) {
    const mark = /^\s{0,3}(?<mark>`{3,}|~{3,})/.exec(line)?.groups?.['mark'] ?? '';
    if (fence !== '') {
      if (mark.startsWith(fence) && line.trim() === mark) fence = '';
      continue;
    }
    if (mark !== '') {
      fence = mark;
      lines.push('');
    } else if (
      /^\s{0,3}>/.test(line) ||
      /^\s{0,3}\|/.test(line) ||
      (/^(?: {4}|\t)/.test(line) && !itemIn(line.trimStart()))
    ) {
      lines.push('');
    } else if (/^\s{0,3}(?:-{3,}|\*{3,}|_{3,})\s*$/.test(line)) {
      lines.push('');
    } else {
      lines.push(line);
    }
  }
  return lines;
}

function itemIn(line: string): { readonly mark: string; readonly rest: string } | undefined {
  const found = numbered.exec(line)?.groups;
  if (found) {
    const mark = found['named'] ?? found['number'] ?? found['letter'] ?? '';
    return { mark: mark.toUpperCase(), rest: found['rest'] ?? '' };
  }
  const rest = bullet.exec(line)?.groups?.['rest'];
  return rest === undefined ? undefined : { mark: '', rest };
}

function itemOf({ mark, lines }: RawItem): Item {
  const text = unmarked(lines.join(' '));
  const [first = ''] = lines;
  const bold = /^(?:\*\*|__)?(?<name>[^*_]{2,}?)(?:\*\*|__)/.exec(first)?.groups?.['name'];
  const head = bold ?? /^(?<head>.+?)(?:\s+[–—-]\s+|:\s|\.(?:\s|$)|\s\(|;|\?)/.exec(first)?.groups?.['head'] ?? first;
  return { mark, name: shortName(head), text };
}

/** A name as it may be typed: one line, no markup, bounded. */
export function shortName(text: string): string {
  const plain = unmarked(text)
    .replace(/\(?\brecommended\b\)?/gi, '')
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .replace(/^[^\p{L}\p{N}]+|[\s:.,;–—-]+$/gu, '');
  return plain.length <= limits.proseNameCharsMax
    ? plain
    : `${plain.slice(0, limits.proseNameCharsMax).replace(/\s+\S*$/, '')} …`;
}

/** Text without the marks of Markdown. */
export function unmarked(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s{0,3}#{1,6}\s+/, '')
    .replace(/\*\*|__|`/g, '')
    .replace(/(^|\s)[*_](\S[^*_]*)[*_](?=\s|[.,:;!?]|$)/g, '$1$2')
    .replace(/\s+/g, ' ')
    .trim();
}
