import type { Body, BodyRow } from './dialogBody.ts';
import { bodyOf, headerRest } from './dialogBody.ts';
import type { Form } from './form.ts';
import type { Line } from './lines.ts';
import { joinWrapped, styleOfChar } from './lines.ts';
import { mcpCallIn } from './mcpCall.ts';
import type { OptionBlock } from './options.ts';
import { headerAbove, readCutQuestion, readQuestion } from './question.ts';
import type { Menu, Option, Permission, Plan, Question, Trust } from './reading.ts';
import { isBoxTop } from './regions.ts';
import type { Family, Words } from './words.ts';
import { kindOf } from './words.ts';

/** What stands at the bottom of the screen in the composer's place. */
export type Dialog = Permission | Question | Trust | Plan | Menu;

/** Reads the dialog whose options stand at the bottom of the screen: a permission, the trust dialog, or another menu. */
export function readDialog(lines: readonly Line[], block: OptionBlock, cols: number, words: Words): Dialog {
  const header = headerAbove(lines, block, cols, words);
  const body = bodyOf(lines, block, { cols, header });
  const evidence = { top: Math.max(0, body.top), bottom: block.bottom };
  const options = withTypedRow(block.options, words);
  // Only the CLI writes the title: everything below it may quote another dialog.
  const title = body.title?.text.trim() ?? '';
  // What a question of the model says may be worded like anything else: header or hints tell it.
  const isAsked = header !== undefined || block.picks;
  const mayAllow = !isAsked && body.own && offersBoth(options);
  if (mayAllow && words.trust.test(title)) return { state: 'trust', options, evidence };
  const plan = isAsked ? undefined : planOf(body, block, words);
  if (plan) return { ...plan, options, evidence };
  const texts = body.rows.slice(headerRest(lines, body)).map((row) => row.text.trim());
  const head = lines[body.title?.index ?? -1];
  const question = head && readQuestion(head, texts, block, words);
  if (question) return { ...question, evidence };
  const cut = body.top < 0 ? readCutQuestion(block) : undefined;
  if (cut) return { ...cut, evidence };
  const asking = askingOf(body, block, words);
  // Under a title that nobody knows, every option must be known: a question of the model may be worded like a permission.
  const isStrange =
    body.top >= 0 && !asking?.form && (block.described || options.some((option) => option.kind === 'other'));
  const isOther = isStrange || !asking || !mayAllow || block.more || block.partial || (body.top < 0 && block.described);
  if (isOther || !hasOwnColour(lines, body, block)) {
    const truncated = body.top < 0 || block.cutOff;
    return { state: 'menu', title: titleText(body), options: block.partial ? [] : options, evidence, truncated };
  }
  const { tool, subject } = subjectOf(body, asking, words);
  const agent = words.agents.exec(body.title?.text ?? '')?.groups?.['agent'];
  return {
    state: 'permission',
    tool,
    subject,
    truncated: body.top < 0 || block.cutOff || (asking.family === 'file' && isElided(body)),
    ...(agent === undefined ? {} : { agent }),
    options,
    evidence,
  };
}

/** Leave to go on from a plan, told by its title, or by what it asks when the title is off the screen. */
function planOf(body: Body, block: OptionBlock, words: Words): Pick<Plan, 'state' | 'truncated'> | undefined {
  const title = body.title?.text.trim() ?? '';
  if (words.plan.test(title)) return { state: 'plan', truncated: block.cutOff };
  const last = lastParagraph(body.rows) || title;
  const isAsking = words.planAsks.test(title) || (body.top < 0 && words.planAsks.test(last));
  return isAsking ? { state: 'plan', truncated: true } : undefined;
}

/** The rule above a request for leave is drawn in the colour of its selector. */
function hasOwnColour(lines: readonly Line[], body: Body, { boxed, selector }: OptionBlock): boolean {
  const rule = lines[body.top];
  const row = lines[selector.row];
  if (boxed || !rule || !row) return true;
  return styleOfChar(rule, 0).fg === styleOfChar(row, selector.at).fg;
}

/** What stands right above the options, its rows joined: a small screen wraps it. */
function lastParagraph(rows: readonly BodyRow[]): string {
  const texts = rows.map((row) => row.text.trim());
  const end = texts.findLastIndex((text) => text !== '');
  const gap = texts.findLastIndex((text, index) => index < end && text === '');
  return texts.slice(gap + 1, end + 1).join(' ');
}

/** A way to say yes to this alone, and one to say no; 2.0.64 words its "no" as a row to type into. */
function offersBoth(options: readonly Option[]): boolean {
  const kinds = new Set(options.map((option) => option.kind));
  // Rows without numbers are reached one by one: one among them that nobody knows may be a row drawn twice.
  const isSure = options.some((option) => option.key !== '') || !kinds.has('other');
  return isSure && kinds.has('yes-once') && (kinds.has('no') || kinds.has('free-text'));
}

/**
 * In a row to type into what was typed stands in place of its label, or behind the "No" that Tab has opened for words. It is
 * the last row, the selector rests there, and no other row says no.
 */
function withTypedRow(options: readonly Option[], words: Words): readonly Option[] {
  const last = options.at(-1);
  const kinds = new Set(options.map((option) => option.kind));
  if (last?.kind !== 'other' || !last.selected || last.key === '') return options;
  if (!kinds.has('yes-once') || kinds.has('no') || kinds.has('free-text')) return options;
  const [said = '', ...typed] = last.label.split(',');
  const isOpened = typed.length > 0 && kindOf(said, words) === 'no';
  return [...options.slice(0, -1), { ...last, kind: isOpened ? 'no' : 'free-text' }];
}

/** A change that is taller than the screen may stand there as one ellipsis (2.1.202). */
function isElided(body: Body): boolean {
  return body.rows.some((row) => row.text.trim() === '…');
}

interface Asking {
  readonly tool: string;
  readonly family: Family;
  readonly form: Form | undefined;
}

function askingOf(body: Body, block: OptionBlock, words: Words): Asking | undefined {
  const title = body.title?.text.trim() ?? '';
  const named = words.titles.find(({ form }) => form.test(title));
  if (named) return named;
  if (body.top < 0) {
    const seen = [...body.rows.map((row) => row.text.trim()), ...block.options.map((option) => option.label)];
    const hint = words.hints.find(({ form }) => seen.some((text) => form.test(text)));
    if (hint && questionRow(body, words)) return { tool: hint.tool, family: hint.family, form: undefined };
  }
  const question = questionRow(body, words);
  const asked = question && words.questions.find(({ form }) => form.test(question.text.trim()));
  return asked && { tool: asked.tool, family: asked.family, form: undefined };
}

function questionRow(body: Body, words: Words): BodyRow | undefined {
  return body.rows.findLast((row) => words.questions.some(({ form }) => form.test(row.text.trim())));
}

function titleText(body: Body): string {
  const text = body.title?.text ?? body.rows.find((row) => row.text.trim() !== '')?.text ?? '';
  // Tabs stand behind the title, set off by blanks.
  return (text.trim().split(/:? {2,}/u)[0] ?? '').replace(/:$/u, '');
}

function subjectOf(body: Body, asking: Asking, words: Words): { tool: string; subject: string } {
  const content = contentRows(body, words);
  switch (asking.family) {
    case 'command':
      return { tool: asking.tool, subject: commandOf(body, content) };
    case 'file':
      return { tool: asking.tool, subject: fileOf(body, content, { asking, words }) };
    case 'url':
      return {
        tool: asking.tool,
        subject: urlIn(
          firstText(content, (row) => /\w:\/\//.test(row.text)),
          words,
        ),
      };
    case 'mcp':
    case 'call': {
      // Skills are named in their title.
      const named = /["“](.+)["”]\?$/u.exec(body.title?.text.trim() ?? '')?.[1];
      if (named !== undefined) return { tool: asking.tool, subject: named };
      return callOf(content, asking.tool, { width: body.width, words });
    }
  }
}

/** Bare, or among the arguments of the call. */
function urlIn(text: string, words: Words): string {
  return words.urls.exec(text)?.groups?.['url'] ?? text;
}

/** What stands between the title and the question. */
function contentRows(body: Body, words: Words): readonly BodyRow[] {
  const question = questionRow(body, words);
  const rows = question ? body.rows.filter((row) => row.index < question.index) : body.rows;
  if (body.top >= 0) return rows;
  // When little more than the rule is off the screen, the title is its first row.
  const first = rows.findIndex((row) => row.text.trim() !== '');
  const text = rows[first]?.text.trim() ?? '';
  const isTitle = rows[first]?.bold === true && words.titles.some(({ form }) => form.test(text));
  return isTitle ? rows.slice(first + 1) : rows;
}

const dashed = /^ ?[╌┄╍-]{10,} ?$/u;

/**
 * The command: between dashed rules where there are some (every row begins with a bar), else the first rows that are not
 * faint; the description is faint and stands above or below.
 */
function commandOf(body: Body, content: readonly BodyRow[]): string {
  const marks = content.filter((row) => dashed.test(row.text.trim()));
  const [first] = marks;
  const last = marks.at(-1);
  if (first && last && first !== last) {
    return joinCommand(
      content.filter((row) => row.index > first.index && row.index < last.index),
      body.width,
    );
  }
  // With the top off the screen the lower dashed rule still ends the command.
  if (first && body.top < 0)
    return joinCommand(
      content.filter((row) => row.index < first.index),
      body.width,
    );
  const begin = content.findIndex((row) => row.text.trim() !== '' && !row.faint);
  if (begin < 0) return '';
  const rows = content.slice(begin);
  const end = rows.findLastIndex((row) => row.text.trim() !== '' && row.faint);
  return joinCommand(end < 0 ? rows : rows.slice(0, end), body.width);
}

function joinCommand(rows: readonly BodyRow[], width: number): string {
  const bars = rows.every((row) => row.text.trim() === '' || /^ *[│|] ?/u.test(row.text));
  const indent = bars
    ? 0
    : Math.min(...rows.filter((row) => row.text.trim() !== '').map((row) => row.text.search(/\S/)));
  const texts = rows.map((row) => (bars ? row.text.replace(/^ *[│|] ?/u, '') : row.text.slice(indent)).trimEnd());
  const prefix = bars ? 3 : indent;
  return joinWrapped(trimBlank(texts), width - prefix - 1).trim();
}

function trimBlank(texts: string[]): string[] {
  const first = texts.findIndex((text) => text !== '');
  const last = texts.findLastIndex((text) => text !== '');
  return first < 0 ? [] : texts.slice(first, last + 1);
}

/** The path: behind the title, or the first row under it; the question names only its last part. */
function fileOf(body: Body, content: readonly BodyRow[], { asking, words }: { asking: Asking; words: Words }): string {
  const title = body.title?.text.trim() ?? '';
  const agentAt = words.agents.exec(title)?.index ?? title.length;
  const named = title.slice(0, agentAt).replace(/ ·$/u, '');
  const behind = asking.form ? named.slice(asking.form.exec(named)?.[0].length).trim() : '';
  if (behind !== '') return behind;
  const first = firstText(content, (row) => !dashed.test(row.text.trim()) && !isBoxTop(row.text.trim()));
  return first.replace(/^│\s*/u, '').replace(/\s*│$/u, '');
}

/** A call as it is written in the dialog: `Read(/etc/hosts)`, `tracker - create_ticket(title: "…") (MCP)`. */
function callOf(
  content: readonly BodyRow[],
  tool: string,
  { width, words }: { width: number; words: Words },
): { tool: string; subject: string } {
  const filled = content.filter((row) => row.text.trim() !== '');
  const isDashed = (row: BodyRow): boolean => dashed.test(row.text.trim());
  const rows = filled.filter((row) => !isDashed(row));
  const joined = (some: readonly BodyRow[]): string =>
    joinWrapped(
      some.map((row) => row.text.trim()),
      width - 4,
    );
  const text = joined(rows);
  const marks = filled.flatMap((row, index) => (isDashed(row) ? [index] : []));
  // Under the second rule stands what the server says of its tool, as much of it as the screen has room for.
  const closed = marks.length > 1 ? filled.slice(0, marks.at(-1)) : filled;
  const mcp = mcpCallIn(joined(closed.filter((row) => !isDashed(row))), words);
  if (mcp) return mcp;
  // Between dashed rules stands the call alone; without them a description may stand under it.
  const inner = filled.slice((marks[0] ?? -1) + 1, marks.at(-1) ?? filled.length);
  const forms = [text, joined(inner), inner[0]?.text.trim() ?? ''];
  const call = forms.map((form) => /^(\w[\w ]*?)\((.*)\)$/su.exec(form)).find((match) => match !== null);
  if (call) {
    const [, name = '', given = ''] = call;
    const known = words.titles.find(({ form }) => form.test(name))?.tool ?? '';
    // A search asks under the title of the tool that reads.
    return { tool: (tool === 'Read' ? known : '') || tool || known || name, subject: unquoted(given.trim()) };
  }
  return { tool, subject: rows[0]?.text.trim() ?? '' };
}

/** A call with one argument without a name shows it as a string of JSON. */
function unquoted(given: string): string {
  return /^"[^"\\]*"$/u.test(given) ? given.slice(1, -1) : given;
}

function firstText(rows: readonly BodyRow[], test: (row: BodyRow) => boolean): string {
  return rows.find((row) => row.text.trim() !== '' && test(row))?.text.trim() ?? '';
}
