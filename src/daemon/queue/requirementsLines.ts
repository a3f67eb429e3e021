/** A line of a requirements file. Its characters are the bytes of the file, one by one. */
export interface FileLine {
  /** Offset of its first byte in the file. */
  readonly start: number;
  /** What it says: comments are blanks, so that every character keeps its place. */
  readonly said: string;
  /** Width of its indentation, a tab to the next multiple of four. */
  readonly indent: number;
  /** It belongs to a block of code. */
  readonly isCode: boolean;
}

/** What begins the item of a list. */
const marker = /(?:[-*+]|\d{1,9}[.)])/.source;
const item = new RegExp(`^[ \\t]*${marker}(?:[ \\t]|$)`);
const onlyMarkers = new RegExp(`^[ \\t]*(?:${marker}[ \\t]+)*$`);
const fenceMark = new RegExp(`^(?:[ \\t]|${marker}[ \\t])*(\`{3,}(?=[^\`]*$)|~{3,})`);

/** A block of code begins this far in where no list holds it. */
const codeIndent = 4;

/** Comments that are looked for in one line; nobody writes more. */
const commentsPerLineMax = 20;

/** Where the reader stands. */
interface Place {
  /** The mark of the fence that is open; '' for none. */
  fence: string;
  /** A list holds it: it ends with the list. */
  fenceInList: boolean;
  inComment: boolean;
  inList: boolean;
}

/**
 * The lines of a Markdown file, given as one character a byte. A comment ends at its `-->`; one that does not end goes on to the
 * end of the file where it begins a line, and is nothing but text within one. Neither begins in a block of code, nor the other
 * way round.
 *
 * Sessions write these files and the daemon reads them between two events, so that the time must grow with the size alone. That
 * of the parser which `cli/executions/markdown.ts` has grows with its square: 5 s for 20 KB of underlined headings, 8 s for 400 KB
 * of plain prose with lists.
 */
export function linesOf(bytes: string): FileLine[] {
  const place: Place = { fence: '', fenceInList: false, inComment: false, inList: false };
  const lastEnd = bytes.lastIndexOf('-->');
  const lines: FileLine[] = [];
  for (const { start, text } of rawLines(bytes, bytes.startsWith('\xEF\xBB\xBF') ? 3 : 0)) {
    if (place.fence !== '' && place.fenceInList && leavesList(text)) place.fence = '';
    const isFence = !place.inComment && minds(place, text);
    const isFenced = isFence || place.fence !== '';
    const said = isFenced ? text : withoutComments(text, place, lastEnd >= start + text.length);
    const indent = indentOf(said);
    const isBlank = indent < 0;
    const isCode = isFenced || (!isBlank && indent >= codeIndent && !place.inList);
    if (!isBlank && !isCode) place.inList = item.test(said) || (place.inList && indent > 0);
    lines.push({ start, said, indent: Math.max(indent, 0), isCode });
  }
  return lines;
}

function* rawLines(bytes: string, from: number): Generator<{ start: number; text: string }> {
  const ends = /\r\n|\n|\r/g;
  ends.lastIndex = from;
  let start = from;
  for (let end = ends.exec(bytes); end; end = ends.exec(bytes)) {
    yield { start, text: bytes.slice(start, end.index) };
    start = ends.lastIndex;
  }
  yield { start, text: bytes.slice(start) };
}

/** Opens and ends fences; true for a line that is one. */
function minds(place: Place, text: string): boolean {
  const mark = fenceMark.exec(text)?.[1] ?? '';
  if (mark === '') return false;
  if (place.fence === '') {
    place.fence = mark;
    place.fenceInList = item.test(text) || (place.inList && indentOf(text) >= 2);
    return true;
  }
  if (!mark.startsWith(place.fence) || item.test(text) || !/^[ \t]*(?:`+|~+)[ \t]*$/.test(text)) return false;
  place.fence = '';
  return true;
}

/** A line that begins at the very left ends the list above it, and what its items hold. */
function leavesList(text: string): boolean {
  return indentOf(text) === 0;
}

/** `endsLater`: whether a comment that is open at the end of the line has an end somewhere below. */
function withoutComments(text: string, place: Place, endsLater: boolean): string {
  let said = '';
  let at = 0;
  for (let count = 0; count < commentsPerLineMax; count++) {
    if (place.inComment) {
      const end = text.indexOf('-->', at);
      const next = end < 0 ? text.length : end + 3;
      said += ' '.repeat(next - at);
      at = next;
      if (end < 0) return said;
      place.inComment = false;
    }
    const begin = text.indexOf('<!--', at);
    if (begin < 0) break;
    said += text.slice(at, begin);
    at = begin + 4;
    place.inComment = isComment(text, begin, endsLater);
    said += place.inComment ? '    ' : '<!--';
  }
  return said + text.slice(at);
}

function isComment(text: string, begin: number, endsLater: boolean): boolean {
  const before = text.slice(0, begin);
  // Within a span of code it is nothing but text.
  if ((before.split('`').length - 1) % 2 === 1) return false;
  return onlyMarkers.test(before) || text.includes('-->', begin + 4) || endsLater;
}

/** Width of the blanks that a text begins with; below 0 where it holds nothing else. */
function indentOf(text: string): number {
  let width = 0;
  for (const char of text) {
    if (char === '\t') width += 4 - (width % 4);
    else if (char === ' ') width++;
    else return width;
  }
  return -1;
}
