/** One assignment of an `.env` file. */
export interface EnvEntry {
  readonly name: string;
  readonly value: string;
}

const assignment =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(?:"((?:[^"\\]|\\[^])*)"|'([^']*)'|`([^`]*)`|([^\r\n]*))/gm;

/**
 * The assignments of an `.env` or `.envrc` file, values as a program would see them. What is understood in two ways (a comment
 * behind a value, an escape in quotes) is given in both: it is looked for, not used.
 */
export function envEntries(text: string): readonly EnvEntry[] {
  return [...text.matchAll(assignment)].flatMap(([, name = '', double, single, backtick, bare]) => {
    const quoted = double ?? single ?? backtick;
    if (quoted !== undefined) {
      const values = [quoted, quoted.replaceAll(/\\n/g, '\n'), quoted.replaceAll(/\\(.)/g, '$1')];
      return [...new Set(values)].map((value) => ({ name, value }));
    }
    const whole = (bare ?? '').trim();
    const short = whole.replace(/[ \t]+#.*$/, '').trim();
    return [...new Set([whole, short])].map((value) => ({ name, value: value.replace(/^["'`]|["'`]$/g, '') }));
  });
}
