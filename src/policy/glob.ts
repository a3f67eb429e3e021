/**
 * Turns a path glob into a regular expression over a whole path, without regard to case: `**` any folders, `*` and `?`
 * within one name, `{a,b}` alternatives. Case is ignored because some file systems do.
 */
export function globToRegExp(globs: readonly string[]): RegExp {
  return new RegExp(`^(?:${globs.map(globSource).join('|')})$`, 'i');
}

function globSource(glob: string): string {
  let source = '';
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const char = glob.charAt(i);
    if (glob.startsWith('**/', i)) {
      source += '(?:.*/)?';
      i += 2;
    } else if (glob.startsWith('**', i)) {
      source += '.*';
      i += 1;
    } else if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '{') {
      source += '(?:';
      depth++;
    } else if (char === '}' && depth > 0) {
      source += ')';
      depth--;
    } else if (char === ',' && depth > 0) source += '|';
    else source += char.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  }
  return source + ')'.repeat(depth);
}

/** Most patterns that one pattern with braces may stand for; beyond that it is taken as it is. */
const alternativesMax = 256;

/** The patterns that one with braces stands for: `*.{pem,key}` gives `*.pem` and `*.key`. */
export function alternativesOf(pattern: string): readonly string[] {
  let open = [pattern];
  for (;;) {
    const next = open.flatMap((one) => {
      const braces = /\{([^{}]*)\}/.exec(one);
      if (!braces) return [one];
      const [whole, inner = ''] = braces;
      return inner.split(',').map((part) => one.slice(0, braces.index) + part + one.slice(braces.index + whole.length));
    });
    if (next.length > alternativesMax) return [pattern];
    if (next.length === open.length && next.every((one, index) => one === open[index])) return next;
    open = next;
  }
}

/** Tells whether a shell glob (one path segment) could expand to this name; brackets count as any one character. */
export function segmentMayMatch(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const signs = Array.from(pattern.replace(/\[[^\]]*\]/g, '?').toLowerCase());
  const chars = Array.from(name.toLowerCase());
  // Places of the name that the signs so far may have led to: no pattern made for a name takes longer than both together.
  let reached = new Set([0]);
  for (const sign of signs) {
    const first = Math.min(...reached);
    const ahead = [...reached].filter((at) => at < chars.length && (sign === '?' || chars[at] === sign));
    reached =
      sign === '*'
        ? new Set(chars.concat('').flatMap((_, at) => (at >= first ? [at] : [])))
        : new Set(ahead.map((at) => at + 1));
    if (reached.size === 0) return false;
  }
  return reached.has(chars.length);
}

/**
 * Tells whether the glob of a search tool (one name, without braces) takes in this file. Other than in a shell a wildcard
 * stands for the dot of a hidden name too, and a backslash for nothing. A class counts as any one character.
 */
export function searchMayMatch(pattern: string, name: string): boolean {
  return segmentMayMatch(`.${pattern.replace(/\\/g, '')}`, `.${name}`);
}

/** A deeper pattern is taken for one that reaches everything. */
const segmentsMax = 64;

/**
 * Tells whether a glob of a rule and a shell pattern may mean the same path; both absolute, or the rule's beginning with `**`.
 * Where both are wild in one name it is enough that their fixed ends agree: this errs towards yes.
 */
export function globsMayMeet(rule: string, pattern: string): boolean {
  const segments = pattern.toLowerCase().split('/');
  return segments.length > segmentsMax || segmentsMayMeet(rule.toLowerCase().split('/'), segments);
}

function segmentsMayMeet(rule: readonly string[], pattern: readonly string[]): boolean {
  const [first, ...rest] = rule;
  const [own, ...others] = pattern;
  if (first === undefined) return own === undefined;
  if (first === '**')
    return segmentsMayMeet(rest, pattern) || (own !== undefined && segmentsMayMeet(rule, others)) || rest.length === 0;
  return own !== undefined && namesMayMeet(first, own) && segmentsMayMeet(rest, others);
}

function namesMayMeet(rule: string, pattern: string): boolean {
  const [ruleStart, ruleEnd] = fixedEnds(rule);
  const [start, end] = fixedEnds(pattern);
  if (start === undefined) return ruleStart === undefined ? rule === pattern : globToRegExp([rule]).test(pattern);
  if (ruleStart === undefined) return segmentMayMatch(pattern, rule);
  const [last, ownLast] = [ruleEnd ?? '', end ?? ''];
  return (
    (ruleStart.startsWith(start) || start.startsWith(ruleStart)) && (last.endsWith(ownLast) || ownLast.endsWith(last))
  );
}

/** What stands before the first and behind the last wildcard of a name; nothing for a name without one. */
function fixedEnds(name: string): [string?, string?] {
  if (!/[*?[{]/.test(name)) return [];
  return [name.replace(/[*?[{].*$/, ''), name.replace(/^.*[*?\]}]/, '')];
}
