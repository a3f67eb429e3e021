import { z } from 'zod';
import { nearest } from '../base/nearest.ts';
import type { YamlFile } from '../base/yamlFile.ts';
import type { GlyphRole } from './glyphForms.ts';
import { glyphRoles } from './glyphForms.ts';
import { optionKinds } from './reading.ts';
import { whyUnsteady } from '../base/steadyRegExp.ts';
import { families } from './words.ts';

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'an id is made of small letters, digits and dashes');
const wording = {
  id,
  remove: z.literal(true).optional(),
  form: z.string().min(1).optional(),
  flags: z.enum(['i']).optional(),
  words: z.array(z.string().min(1).max(200)).min(1).max(50).optional(),
  examples: z.array(z.string().min(1)).min(1).optional(),
};
const plain = z.array(z.strictObject(wording)).optional();
const asking = z
  .array(z.strictObject({ ...wording, tool: z.string().max(100).optional(), family: z.enum(families).optional() }))
  .optional();
const kinds = z.array(z.strictObject({ ...wording, kind: z.string().min(1).max(40).optional() })).optional();
const glyphs = z
  .array(
    z.strictObject({
      id,
      remove: z.literal(true).optional(),
      chars: z.string().min(1).max(40).optional(),
      ranges: z
        .array(z.string().regex(/^[0-9a-f]{3,5}-[0-9a-f]{3,5}$/, 'a range is two code points, as 2800-28ff'))
        .min(1)
        .max(10)
        .optional(),
      examples: z.array(z.string().min(1)).min(1).optional(),
    }),
  )
  .optional();

const schema = z.strictObject({
  schema: z.literal(1),
  titles: asking,
  questions: asking,
  hints: asking,
  trust: plain,
  plan: plain,
  'plan-asks': plain,
  picks: plain,
  labels: z
    .array(z.strictObject({ ...wording, kind: z.enum(optionKinds).exclude(['other', 'answer']).optional() }))
    .optional(),
  limits: kinds,
  'resumes-itself': plain,
  'resume-cancelled': plain,
  resumed: plain,
  'limit-menu': plain,
  errors: kinds,
  'more-lines': plain,
  interruptible: plain,
  'hint-keys': plain,
  'hint-joints': plain,
  leaves: plain,
  agents: plain,
  urls: plain,
  mcp: z.array(z.strictObject({ id: z.enum(['mark', 'name-end']), text: z.string().min(3).max(40) })).optional(),
  glyphs: z.partialRecord(z.enum(glyphRoles), glyphs.unwrap()).optional(),
});

/** The content of a file of wordings, as `rules/screens.yaml` describes it. */
export type WordContent = z.infer<typeof schema>;

/** One file of wordings whose shape was checked. */
export interface WordFile {
  readonly yaml: YamlFile;
  readonly content: WordContent;
}

/** A row that says how something is recognised. */
export type WordingRow = z.infer<ReturnType<typeof plain.unwrap>>[number] & {
  readonly tool?: string | undefined;
  readonly family?: (typeof families)[number] | undefined;
  readonly kind?: string | undefined;
};
export type GlyphRow = NonNullable<z.infer<typeof glyphs>>[number];

/** The lists of wordings in a file. */
export type WordingSection = Exclude<keyof WordContent, 'schema' | 'mcp' | 'glyphs'>;

/** Where a row stands. */
export interface Placed<Row> {
  readonly row: Row;
  readonly yaml: YamlFile;
  readonly at: readonly (string | number)[];
}

/** Checks the shape of a file of wordings; anything wrong is a `PccError` that names file, line and column. */
export function readWordFile(yaml: YamlFile): WordFile {
  return { yaml, content: yaml.contentAs(schema, 'a file of wordings') };
}

/** The rows of a list, later files over earlier ones: a new id goes first, a known one takes its place or is removed. */
export function rowsOf(files: readonly WordFile[], section: WordingSection): Placed<WordingRow>[] {
  return merged(files, (content) => content[section], [section]);
}

/** The rows of a part that glyphs play. */
export function glyphRowsOf(files: readonly WordFile[], role: GlyphRole): Placed<GlyphRow>[] {
  return merged(files, (content) => content.glyphs?.[role], ['glyphs', role]);
}

function merged<Row extends { readonly id: string; readonly remove?: true | undefined }>(
  files: readonly WordFile[],
  of: (content: WordContent) => readonly Row[] | undefined,
  path: readonly string[],
): Placed<Row>[] {
  let rows: Placed<Row>[] = [];
  for (const { yaml, content } of files) {
    const fresh: Placed<Row>[] = [];
    const seen = new Set<string>();
    for (const [index, row] of (of(content) ?? []).entries()) {
      const at = [...path, index];
      if (seen.has(row.id)) yaml.fail(at, `the id ${row.id} stands there twice`);
      seen.add(row.id);
      const known = rows.findIndex((other) => other.row.id === row.id);
      if (row.remove) {
        if (known < 0) yaml.fail(at, noSuch(row.id, rows));
        rows = rows.toSpliced(known, 1);
      } else if (known >= 0) rows = rows.with(known, { row, yaml, at });
      else fresh.push({ row, yaml, at });
    }
    rows = [...fresh, ...rows];
  }
  return rows;
}

function noSuch(wanted: string, rows: readonly Placed<{ readonly id: string }>[]): string {
  const ids = rows.map(({ row }) => row.id);
  const near = nearest(wanted, ids);
  return `there is no row ${wanted} to remove${near === undefined ? '' : `; did you mean ${near}`}`;
}

/** The regular expressions of a row. */
export function expressionsOf(placed: Placed<WordingRow>): RegExp[] {
  const { row, yaml, at } = placed;
  const form = expressionOf(placed);
  const strange = row.examples?.find((example) => !form.test(example));
  if (strange !== undefined) yaml.fail([...at, 'examples'], `the row does not fit its example "${strange}"`);
  return [form];
}

function expressionOf({ row, yaml, at }: Placed<WordingRow>): RegExp {
  const { form, words, flags = '' } = row;
  if ((form === undefined) === (words === undefined)) yaml.fail(at, 'a row has either a form or words');
  if (words) return new RegExp(`^(?:${words.map(escaped).join('|')})$`, `u${flags}`);
  const why = whyUnsteady(form ?? '');
  if (why !== undefined) yaml.fail([...at, 'form'], why);
  try {
    return new RegExp(form ?? '', `u${flags}`);
  } catch {
    return yaml.fail([...at, 'form'], `"${form ?? ''}" is no regular expression`);
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.+?*()[\]{}|/]/gu, '\\$&');
}
