import { unreachable } from '../base/assert.ts';
import { whyUnsteady } from '../base/steadyRegExp.ts';
import { globToRegExp } from './glob.ts';
import type { RuleMatch } from './ruleSet.ts';
import { WeighedForm } from './ruleWork.ts';

/** Longest glob of a person's own, characters, and the most wildcards in it: more could take long on a path made for it. */
const globCharsMax = 200;
const wildcardsMax = 6;
const foldersAtWillMax = 2;
const starsOfNameMax = 2;

/** What a rule matches, as its file says it. */
export interface MatchSource {
  readonly tool?: string | undefined;
  readonly program?: string | undefined;
  readonly path?: string | undefined;
  readonly host?: string | undefined;
  readonly regex?: string | undefined;
  readonly project?: string | undefined;
}

/** What a form is compiled for: `openMax` is the most open parts of an expression (see `base/steadyRegExp.ts`). */
interface FormKind {
  readonly allows: boolean;
  readonly shipped: boolean;
  readonly openMax?: number;
}

/**
 * Compiles what a rule matches; else the field that cannot be taken, and why. What allows is compared strictly: paths below
 * the session's folder, a regular expression from the first word on. The time of shipped expressions is known to the tests.
 */
export function compileMatch(
  source: MatchSource,
  kind: FormKind,
): { readonly match: RuleMatch } | { readonly key: keyof MatchSource; readonly why: string } {
  const match: { -readonly [key in keyof RuleMatch]: RuleMatch[key] } = {};
  for (const key of ['tool', 'program', 'path', 'host', 'regex', 'project'] as const) {
    const text = source[key];
    if (text === undefined) continue;
    const made = formOf(key, text, kind);
    if ('why' in made) return { key, why: made.why };
    if (key === 'path' || key === 'project') match[key] = made.form;
    else match[key === 'regex' ? 'text' : key] = new WeighedForm(made.form);
  }
  return { match };
}

/** A pattern of a rule: what it compiles to, or what is wrong with it. */
type Form = { readonly form: RegExp } | { readonly why: string };

function formOf(key: keyof MatchSource, text: string, kind: FormKind): Form {
  switch (key) {
    case 'tool':
    case 'program':
      return nameForm(text);
    case 'path':
      return pathForm(text, kind.allows);
    case 'project':
      return pathForm(text, false);
    case 'host':
      return hostForm(text);
    case 'regex':
      return kind.shipped ? compiled(text, 'i') : textForm(text, kind);
    default:
      return unreachable(key);
  }
}

/** Names with `*` as wildcard and `|` between alternatives. */
function nameForm(text: string): Form {
  const alternatives = text.split('|').map((name) =>
    name
      .trim()
      .replace(/[\\^$.+?()[\]{}]/g, '\\$&')
      .replace(/\*+/g, '.*'),
  );
  return steady(`^(?:${alternatives.join('|')})$`, '');
}

/** A host and everything below it. */
function hostForm(host: string): Form {
  return { form: new RegExp(`^(?:.+\\.)?${host.toLowerCase().replace(/[\\^$.+?*()[\]{}|]/g, '\\$&')}$`) };
}

/**
 * Globs of paths as people write them; one that begins neither with `/` nor with `~/` is meant at any depth, unless `inProject`
 * says that it is compared with paths below the session's folder.
 */
function pathForm(glob: string, inProject: boolean): Form {
  const wildcards = glob.match(/\*\*|[*?]/g) ?? [];
  if (glob.length > globCharsMax) return { why: `it is longer than ${globCharsMax} characters` };
  if (wildcards.length > wildcardsMax || wildcards.filter((mark) => mark === '**').length > foldersAtWillMax)
    return { why: `it has more than ${wildcardsMax} wildcards, or more than ${foldersAtWillMax} times **` };
  if (glob.split('/').some((name) => name !== '**' && (name.match(/\*/g) ?? []).length > starsOfNameMax))
    return { why: `it has more than ${starsOfNameMax} wildcards in one name` };
  if ((glob.match(/[{,]/g) ?? []).length > 2 * wildcardsMax) return { why: 'it has too many alternatives' };
  const isAnchored = /^(?:~?\/|~$)/.test(glob) || glob.startsWith('**/') || inProject;
  // Who names all that is in a folder means the folder too.
  const whole = glob.replace(/\/\*\*$/, '{,/**}');
  return { form: globToRegExp([isAnchored ? whole : `**/${whole}`]) };
}

/** A regular expression, without regard to case. What allows begins with the text and ends where a word of it does. */
function textForm(source: string, { allows, openMax }: FormKind): Form {
  const why = whyUnsteady(source, openMax);
  if (why !== undefined) return { why };
  return compiled(allows ? `^(?:${source})(?:$|(?=\\s)|(?<=\\s))` : source, 'i');
}

function steady(source: string, flags: string): Form {
  const why = whyUnsteady(source);
  return why === undefined ? compiled(source, flags) : { why };
}

function compiled(source: string, flags: string): Form {
  try {
    return { form: new RegExp(source, flags) };
  } catch {
    return { why: `"${source}" is no regular expression` };
  }
}
