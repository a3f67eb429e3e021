/** Words behind which a slash begins a pattern, not a division. */
const beforePattern = /(?:^|[^\w])(?:print|printf|return|in|getline|else|do|exit|delete|case)$/;

/** Tells how far an awk program goes: undefined when it only prints and computes. */
export function awkProblem(program: string): 'MEDIUM' | 'HIGH' | undefined {
  const code = withoutLiterals(program);
  if (code === undefined) return 'MEDIUM';
  if (/system|getline|@|ENVIRON|ARGV|PROCINFO|close|fflush|[^|]\|[^|]|^\||\|$|\|&|>>|>\s*"/.test(code)) return 'HIGH';
  return /\bprintf?\b[^;{}\n]*>/.test(code) || /\/inet/.test(program) ? 'HIGH' : undefined;
}

/** The program with its strings and patterns emptied, read from the left as awk does; undefined when that is not sure. */
function withoutLiterals(program: string): string | undefined {
  let code = '';
  for (let i = 0; i < program.length; i++) {
    const char = program.charAt(i);
    if (char === '#') {
      while (i + 1 < program.length && program.charAt(i + 1) !== '\n') i++;
    } else if (char === '"' || (char === '/' && beginsPattern(code))) {
      const end = endOfLiteral(program, i + 1, char);
      if (end === undefined) return undefined;
      code += char === '"' ? '""' : 'R';
      i = end;
    } else code += char;
  }
  return code;
}

function beginsPattern(code: string): boolean {
  const before = code.replace(/[ \t]+$/, '');
  return before === '' || /[({},;!~&|\n?:=<>+*%^-]$/.test(before) || beforePattern.test(before);
}

/** A pattern with a bracket may hold its own slash, which not every awk reads the same way. */
function endOfLiteral(program: string, from: number, delimiter: string): number | undefined {
  let open = false;
  for (let i = from; i < program.length; i++) {
    const char = program.charAt(i);
    if (char === '\n') return undefined;
    if (char === '\\') i++;
    else if (char === delimiter) return open ? undefined : i;
    else if (delimiter === '/' && char === '[') open = true;
    else if (delimiter === '/' && char === ']') open = false;
  }
  return undefined;
}
