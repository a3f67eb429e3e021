/** Commands of sed that take nothing behind them. */
const single = new Set(['p', 'd', 'D', 'n', 'N', 'h', 'H', 'g', 'G', 'x', '=', 'l', 'P', 'z', '{', '}']);

/** Tells how far a sed script goes: undefined when it only prints and replaces, HIGH when it runs programs or writes files. */
export function sedProblem(script: string): 'MEDIUM' | 'HIGH' | undefined {
  let rest = script;
  for (let turns = 0; turns <= script.length; turns++) {
    rest = rest.replace(/^[\s;]+/, '');
    if (rest === '') return undefined;
    const address = skipAddresses(rest);
    if (address === undefined) return /[ew]\s*\S*$/.test(rest) ? 'HIGH' : 'MEDIUM';
    const step = skipCommand(address);
    if (typeof step !== 'string') return step.problem;
    rest = step;
  }
  return 'MEDIUM';
}

function skipAddresses(text: string): string | undefined {
  let rest = text;
  for (let count = 0; count < 2; count++) {
    if (/^(?:\d+(?:~\d+)?|\$|[+~]\d+)/.test(rest)) rest = rest.replace(/^(?:\d+(?:~\d+)?|\$|[+~]\d+)/, '');
    else if (rest.startsWith('/') || rest.startsWith('\\')) {
      const start = rest.startsWith('\\') ? 1 : 0;
      const end = endOfPart(rest, start + 1, rest.charAt(start));
      if (end === undefined) return undefined;
      rest = rest.slice(end).replace(/^[IM]*/, '');
    }
    if (!rest.startsWith(',')) break;
    rest = rest.slice(1).replace(/^ +/, '');
  }
  return rest.replace(/^[\s!]+/, '');
}

function skipCommand(text: string): string | { problem: 'MEDIUM' | 'HIGH' } {
  const command = text.charAt(0);
  const rest = text.slice(1);
  if (single.has(command))
    return /^\s*(?:[;}\n#]|$)/.test(rest) || command === '{' || command === '}' ? rest : { problem: 'MEDIUM' };
  if (/[wWerRF]/.test(command)) return { problem: 'HIGH' };
  if (command === 's' || command === 'y') return skipReplace(rest, command);
  if (/[qQL]/.test(command)) return rest.replace(/^\s*\d*/, '');
  if (/[bt:T]/.test(command)) return rest.replace(/^\s*\w*/, '');
  if (/[aic]/.test(command)) return skipText(rest.replace(/^\s*\\\n/, ''));
  return command === '#' ? rest.replace(/^[^\n]*/, '') : { problem: 'MEDIUM' };
}

/** The text of `a`, `i` and `c` ends with its line; what follows is never quite understood, but its worst is told. */
function skipText(text: string): string | { problem: 'MEDIUM' | 'HIGH' } {
  const end = /(?<!\\)(?:\\\\)*\n/.exec(text);
  if (!end) return '';
  return { problem: sedProblem(text.slice(end.index + end[0].length)) === 'HIGH' ? 'HIGH' : 'MEDIUM' };
}

function skipReplace(text: string, command: string): string | { problem: 'MEDIUM' | 'HIGH' } {
  const delimiter = text.charAt(0);
  if (delimiter === '' || /[\s\\]/.test(delimiter)) return { problem: 'MEDIUM' };
  const middle = endOfPart(text, 1, delimiter);
  const end = middle === undefined ? undefined : endOfPart(text, middle, delimiter);
  if (end === undefined) return { problem: 'MEDIUM' };
  const flags = /^[A-Za-z0-9]*/.exec(text.slice(end))?.[0] ?? '';
  // A delimiter inside brackets ends the part in one sed and not in another.
  if (/\[[^\]]*$/.test(text.slice(1, middle))) return { problem: 'MEDIUM' };
  if (/[ew]/.test(flags)) return { problem: 'HIGH' };
  if (command === 's' ? !/^[gpiIMm0-9]*$/.test(flags) : flags !== '') return { problem: 'MEDIUM' };
  return text.slice(end + flags.length);
}

/** Where the part that ends with an unescaped delimiter ends; brackets may hold the delimiter in addresses, which counts as not understood. */
function endOfPart(text: string, from: number, delimiter: string): number | undefined {
  for (let i = from; i < text.length; i++) {
    if (text.charAt(i) === '\\') i++;
    else if (text.charAt(i) === delimiter) return i + 1;
  }
  return undefined;
}
