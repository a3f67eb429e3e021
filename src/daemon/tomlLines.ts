/*
 * Editing a TOML text by line, so that comments and order stay. It reads only as much TOML as plain settings need: headers,
 * `key = value` on one line, dotted keys. Whoever edits parses the outcome and compares, so what is misread here is refused
 * there and never written.
 */

interface KeyLine {
  /** 0-based. */
  readonly index: number;
  /** Dotted, with the table it stands in. */
  readonly key: string;
}

interface Outline {
  readonly keys: readonly KeyLine[];
  /** The tables with their first line and the last line that holds a key of theirs, the header itself if there is none. */
  readonly tables: readonly { readonly name: string; readonly header: number; readonly last: number }[];
}

const part = String.raw`(?:[A-Za-z0-9_-]+|"[^"\\]*"|'[^']*')`;
const dotted = String.raw`${part}(?:\s*\.\s*${part})*`;
const headerPattern = new RegExp(String.raw`^\s*\[\s*(${dotted})\s*\]\s*(?:#.*)?$`);
const keyPattern = new RegExp(String.raw`^(\s*)(${dotted})(\s*=\s*)`);
/** A value on one line, up to the blanks and comment after it. */
const valuePattern = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|\[(?:[^\]"'#[]|"(?:[^"\\]|\\.)*"|'[^']*')*\]|[^\s#"'[{]+)/;

/** The 1-based line on which a key is set, or on which its table begins; undefined when it cannot be told. */
export function lineOf(source: string, key: string): number | undefined {
  const { keys, tables } = outline(source.split('\n'));
  const line = keys.find((one) => one.key === key)?.index ?? keys.find((one) => key.startsWith(`${one.key}.`))?.index;
  const index = line ?? tables.find((table) => key === table.name || key.startsWith(`${table.name}.`))?.header;
  return index === undefined ? undefined : index + 1;
}

/** The text with `key` set to the TOML value `literal`: in its own line, else at the end of its table, else in a new table. */
export function setLine(source: string, key: string, literal: string): string {
  const lines = source.split('\n');
  const { keys, tables } = outline(lines);
  const known = keys.find((one) => one.key === key);
  if (known) {
    lines[known.index] = withValue(lines[known.index] ?? '', literal);
    return lines.join('\n');
  }
  const dot = key.lastIndexOf('.');
  const name = key.slice(0, dot);
  const line = `${key.slice(dot + 1)} = ${literal}`;
  const table = tables.find((one) => one.name === name);
  if (table) {
    lines.splice(table.last + 1, 0, line);
    return lines.join('\n');
  }
  const sibling = keys.findLast((one) => one.key.startsWith(`${name}.`));
  if (sibling) {
    // The table exists by dotted keys only, and TOML does not let a header open it again.
    lines.splice(sibling.index + 1, 0, `${key} = ${literal}`);
    return lines.join('\n');
  }
  const before = source.trimEnd();
  return `${before}${before === '' ? '' : '\n\n'}[${name}]\n${line}\n`;
}

function withValue(line: string, literal: string): string {
  const key = keyPattern.exec(line)?.[0] ?? '';
  const rest = line.slice(key.length);
  const old = valuePattern.exec(rest)?.[0] ?? '';
  return `${key}${literal}${rest.slice(old.length)}`;
}

function outline(lines: readonly string[]): Outline {
  const keys: KeyLine[] = [];
  const tables: { name: string; header: number; last: number }[] = [];
  for (const [index, line] of lines.entries()) {
    const header = headerPattern.exec(line)?.[1];
    if (header !== undefined) {
      tables.push({ name: plain(header), header: index, last: index });
      continue;
    }
    const key = keyPattern.exec(line)?.[2];
    if (key === undefined) continue;
    const table = tables.at(-1);
    if (table) table.last = index;
    keys.push({ index, key: table ? `${table.name}.${plain(key)}` : plain(key) });
  }
  return { keys, tables };
}

/** A dotted key without its quotes and blanks. */
function plain(key: string): string {
  return [...key.matchAll(new RegExp(part, 'g'))].map(([text]) => text.replaceAll(/^["']|["']$/g, '')).join('.');
}
