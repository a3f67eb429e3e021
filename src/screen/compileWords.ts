import { Form } from './form.ts';
import type { GlyphRole } from './glyphForms.ts';
import { glyphForms, glyphRoles } from './glyphForms.ts';
import type { OptionKind } from './reading.ts';
import { optionKinds } from './reading.ts';
import { hasTopBar } from '../base/steadyRegExp.ts';
import type { GlyphRow, Placed, WordFile, WordingRow, WordingSection } from './wordFile.ts';
import { expressionsOf, glyphRowsOf, rowsOf } from './wordFile.ts';
import type { AskingForm, KindForm, Words } from './words.ts';
import { kindOf } from './words.ts';

/**
 * Puts the shipped wordings and the user's own together. What the user's may not do stands in the head of
 * `rules/screens.yaml`; doing it all the same is a `PccError` that names file, line and column.
 */
export function compileWords(shipped: WordFile, ...own: readonly WordFile[]): Words {
  const words = compiled([shipped, ...own]);
  if (own.length > 0) refuseLoosening(shipped, own, compiled([shipped]));
  return words;
}

function compiled(files: readonly WordFile[]): Words {
  const asking = (section: WordingSection): AskingForm[] => rowsOf(files, section).map(askingOf);
  const one = (section: WordingSection): Form => new Form(rowsOf(files, section).flatMap(expressionsOf));
  return {
    titles: asking('titles'),
    questions: asking('questions'),
    hints: asking('hints'),
    trust: one('trust'),
    plan: one('plan'),
    planAsks: one('plan-asks'),
    picks: one('picks'),
    labels: rowsOf(files, 'labels').map(labelOf).sort(guardsFirst),
    limits: rowsOf(files, 'limits').map(kindFormOf),
    resumesItself: one('resumes-itself'),
    resumeCancelled: one('resume-cancelled'),
    resumed: one('resumed'),
    limitMenu: one('limit-menu'),
    errors: rowsOf(files, 'errors').map(kindFormOf),
    moreLines: one('more-lines'),
    interruptible: one('interruptible'),
    hintKeys: one('hint-keys'),
    hintJoints: one('hint-joints'),
    leaves: one('leaves'),
    agents: one('agents'),
    urls: one('urls'),
    glyphs: glyphForms(setsOf(files)),
    mcp: { mark: mcpText(files, 'mark'), nameEnd: mcpText(files, 'name-end') },
  };
}

function askingOf(placed: Placed<WordingRow>): AskingForm {
  const { row, yaml, at } = placed;
  const { id, tool, family } = row;
  if (tool === undefined || family === undefined) return yaml.fail(at, 'the row names no tool or no family');
  return { id, form: formOf(placed), tool, family };
}

function kindFormOf(placed: Placed<WordingRow>): KindForm {
  const { row, yaml, at } = placed;
  return { id: row.id, form: formOf(placed), kind: row.kind ?? yaml.fail(at, 'the row names no kind') };
}

function labelOf(placed: Placed<WordingRow>): KindForm<OptionKind> {
  const { id, form, kind } = kindFormOf(placed);
  return { id, form, kind: optionKinds.find((known) => known === kind) ?? 'other' };
}

function formOf(placed: Placed<WordingRow>): Form {
  return new Form(expressionsOf(placed));
}

/** What no answer of pcc's may ever choose: tried before everything else. */
const guards: ReadonlySet<string> = new Set<OptionKind>(['costs-money', 'mode-switch', 'yes-always']);

function guardsFirst(a: KindForm, b: KindForm): number {
  return Number(guards.has(b.kind)) - Number(guards.has(a.kind));
}

function mcpText(files: readonly WordFile[], id: 'mark' | 'name-end'): string {
  return (
    files
      .findLast(({ content }) => content.mcp?.some((row) => row.id === id))
      ?.content.mcp?.find((row) => row.id === id)?.text ?? ''
  );
}

function setsOf(files: readonly WordFile[]): Record<GlyphRole, string> {
  const sets = glyphRoles.map((role): [GlyphRole, string] => {
    const rows = glyphRowsOf(files, role);
    if (rows.length === 0) files.at(-1)?.yaml.fail(['glyphs', role], 'nothing would be left to play this part');
    return [role, rows.map((placed) => setOf(placed, role)).join('')];
  });
  return Object.fromEntries(sets) as Record<GlyphRole, string>;
}

/** Letters, digits, blanks and the lines of boxes cannot be marks: text and structure are made of them. */
function setOf({ row, yaml, at }: Placed<GlyphRow>, role: GlyphRole): string {
  const { chars = '', ranges = [] } = row;
  if (chars === '' && ranges.length === 0) yaml.fail(at, 'a row has chars, ranges or both');
  const mayBeLetter = role === 'ticks';
  const wrong = Array.from(chars).find(
    (char) => /[\p{N}\s\p{C}\u2500-\u259f]/u.test(char) || (!mayBeLetter && /\p{L}/u.test(char)),
  );
  if (wrong !== undefined) yaml.fail([...at, 'chars'], `"${wrong}" cannot be told from text or from a frame`);
  return `${chars.replace(/[\\\]^-]/gu, '\\$&')}${ranges.map((range) => rangeOf(range, yaml, at)).join('')}`;
}

function rangeOf(range: string, yaml: Placed<GlyphRow>['yaml'], at: readonly (string | number)[]): string {
  const [first = '', last = ''] = range.split('-');
  const [from, to] = [parseInt(first, 16), parseInt(last, 16)];
  const isText = from < 0x2190 || to > 0x2bff || (from <= 0x259f && to >= 0x2500);
  if (isText || from > to)
    yaml.fail([...at, 'ranges'], 'a range lies among symbols, 2190 to 2bff, and holds no lines of boxes');
  return `\\u{${first}}-\\u{${last}}`;
}

/**
 * What tells a question, a plan, the trust dialog or an input box from a request for leave, and that a dialog goes on above the
 * screen: without one of these rows something else could pass for such a request, so that users only add to them.
 */
const addOnly: readonly WordingSection[] = [
  'trust',
  'plan',
  'plan-asks',
  'picks',
  'more-lines',
  'hint-keys',
  'hint-joints',
];
const addOnlyRoles: readonly GlyphRole[] = [
  'prompts',
  'modes',
  'tabs-open',
  'tabs-ticked',
  'tabs-last',
  'tabs-left',
  'tabs-right',
];

function refuseTakingAway(shipped: WordFile, { yaml, content }: WordFile): void {
  const lists = [
    ...addOnly.map((name) => ({ at: [name], own: content[name], before: shipped.content[name] })),
    ...addOnlyRoles.map((name) => ({
      at: ['glyphs', name],
      own: content.glyphs?.[name],
      before: shipped.content.glyphs?.[name],
    })),
  ];
  for (const { at, own = [], before = [] } of lists) {
    for (const [index, { id }] of own.entries()) {
      if (before.some((row) => row.id === id))
        yaml.fail(
          [...at, index],
          `without the shipped row ${id} something else could pass for a request for leave; add a row`,
        );
    }
  }
}

/** A user's wordings make nothing a yes that is not spelled out, and take no guard away. */
function refuseLoosening(shipped: WordFile, own: readonly WordFile[], before: Words): void {
  const guardIds = new Set(
    (shipped.content.labels ?? []).flatMap((row) => (guards.has(row.kind ?? '') ? [row.id] : [])),
  );
  for (const file of own) {
    const { yaml, content } = file;
    refuseTakingAway(shipped, file);
    for (const [index, row] of (content.labels ?? []).entries()) {
      const at = ['labels', index];
      if (guardIds.has(row.id))
        yaml.fail(at, `the row ${row.id} guards against what pcc must not choose; add a row instead`);
      const wrong = row.remove || guards.has(row.kind ?? '') ? undefined : whyLoose(row, before);
      if (wrong !== undefined) yaml.fail(at, wrong);
    }
    for (const section of ['trust', 'plan', 'plan-asks'] as const) {
      for (const [index, row] of (content[section] ?? []).entries()) {
        if (!row.words) yaml.fail([section, index], 'this title is spelled out with words, not with a form');
        const known = row.words?.find((text) =>
          [...before.titles, ...before.questions].some(({ form }) => form.test(text)),
        );
        if (known !== undefined) yaml.fail([section, index], `"${known}" belongs to a permission`);
      }
    }
    for (const section of ['titles', 'questions', 'hints'] as const) {
      for (const [index, { form }] of (content[section] ?? []).entries()) {
        const isNarrow = form === undefined || (/^\^[\p{L}\p{N} ]{3}(?![*?{])/u.test(form) && !hasTopBar(form));
        if (!isNarrow)
          yaml.fail(
            [section, index, 'form'],
            'the form begins with ^ and three characters of its own, without alternatives',
          );
      }
    }
  }
}

function whyLoose(row: WordingRow, before: Words): string | undefined {
  if (!row.words || row.flags) return 'a label that stands for an answer is spelled out with words, not with a form';
  const known = row.words.find((label) => !['other', row.kind].includes(kindOf(label, before)));
  return known === undefined ? undefined : `"${known}" is known as ${kindOf(known, before)}`;
}
