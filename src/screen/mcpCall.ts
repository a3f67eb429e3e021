import type { Words } from './words.ts';

/** A call of an MCP tool as a dialog writes it. */
export interface McpCall {
  readonly tool: string;
  /** The arguments, or what stands behind the mark. */
  readonly subject: string;
}

/**
 * Takes apart `tracker - create_ticket(title: "…") (MCP)` and `tracker - Create ticket Tool: (MCP) …`; undefined for what
 * is no such call. The text may be the tool's own, so that the time it takes grows with its length only: no backtracking.
 */
export function mcpCallIn(text: string, words: Pick<Words, 'mcp' | 'glyphs'>): McpCall | undefined {
  const { mark, nameEnd } = words.mcp;
  if (!text.includes(mark)) return undefined;
  const dash = words.glyphs.mcpDash.exec(text);
  if (!dash || dash.index === 0) return undefined;
  const begin = dash.index + dash[0].length;
  const open = text.indexOf('(', begin + 1);
  if (open < 0) return undefined;
  const parts = partsFrom(text, open, mark);
  if (!parts || text.slice(0, parts.nameEnd).includes('\n')) return undefined;
  const called = text.slice(begin, parts.nameEnd).trim();
  const name = called.endsWith(nameEnd) ? called.slice(0, -nameEnd.length) : called;
  return { tool: `mcp__${text.slice(0, dash.index).trim()}__${slug(name)}`, subject: parts.subject.trim() };
}

/** Arguments reach to the last mark behind a parenthesis: they may quote the mark themselves. */
function partsFrom(text: string, open: number, mark: string): { nameEnd: number; subject: string } | undefined {
  if (!text.startsWith(` ${mark}`, open - 1)) {
    const close = Math.max(text.lastIndexOf(`)${mark}`), text.lastIndexOf(`) ${mark}`));
    if (close > open) {
      const inner = text.slice(open + 1, close);
      return { nameEnd: open, subject: inner || text.slice(text.indexOf(mark, close) + mark.length) };
    }
  }
  const at = text.indexOf(mark, open);
  return at < 0 ? undefined : { nameEnd: at, subject: text.slice(at + mark.length) };
}

function slug(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}
