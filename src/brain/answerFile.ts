import { z } from 'zod';
import { whyUnsteady } from '../base/steadyRegExp.ts';
import type { YamlFile } from '../base/yamlFile.ts';
import type { ChoicePage } from '../policy/consulting/matter.ts';
import { screenedPage } from '../policy/consulting/screening.ts';
import type { AnswerAct, AnswerExample, AnswerMatch, AnswerRule } from './answerRules.ts';
import { answeredBy, leaveBy } from './answerRules.ts';

const kinds = ['permission', 'question', 'plan', 'prose'] as const;
const form = z.string().min(1);

const exampleSchema = z.union([
  z.strictObject({
    question: z.string().min(1),
    header: z.string().optional(),
    text: z.string().optional(),
    options: z.array(z.string().min(1)).min(1),
    answer: z.string().nullable(),
  }),
  z.strictObject({
    tool: z.string().optional(),
    bash: z.string().optional(),
    rules: z.array(z.string()).min(1),
    approve: z.boolean(),
  }),
]);

const ruleSchema = z.strictObject({
  id: z.string().regex(/^[\w.-]+$/, 'an id is made of letters, digits, dots and dashes'),
  when: z.strictObject({
    kind: z.union([z.enum(kinds), z.array(z.enum(kinds)).min(1)]).optional(),
    question: form.optional(),
    header: form.optional(),
    asks: form.optional(),
    text: form.optional(),
    tool: form.optional(),
    command: form.optional(),
    rules: z.array(z.string().min(1)).min(1).optional(),
    project: form.optional(),
  }),
  choose: form.optional(),
  recommended: z.literal(true).optional(),
  approve: z.literal(true).optional(),
  person: z.literal(true).optional(),
  confidence: z.number().min(0).max(1).optional(),
  reason: z.string().min(1),
  examples: z.array(exampleSchema).optional(),
});
const fileSchema = z.strictObject({ answers: z.array(ruleSchema).max(500) });

type Source = z.infer<typeof ruleSchema>;

/** How sure a rule is that does not say. */
const usualConfidence = 0.9;

/**
 * Reads a file of answer rules and tries its examples; anything wrong is a `PccError` that names file, line and column.
 * Shipped rules approve no call: that is for a user's own, and for the requirements of a project.
 */
export function readAnswerFile(where: YamlFile, origin: 'shipped' | 'user'): readonly AnswerRule[] {
  const { answers } = where.contentAs(fileSchema, 'a file of answer rules');
  const seen = new Set<string>();
  return answers.map((source, index) => {
    const at = ['answers', index];
    if (seen.has(source.id)) where.fail([...at, 'id'], `two rules are called ${source.id}`);
    seen.add(source.id);
    if (origin === 'shipped' && source.approve) where.fail([...at, 'approve'], 'a shipped rule approves no call');
    const rule = compiled(source, where, at);
    for (const [number, example] of rule.examples.entries()) {
      const why = exampleFault(rule, example);
      if (why !== undefined) where.fail([...at, 'examples', number], why);
    }
    return rule;
  });
}

function compiled(source: Source, where: YamlFile, at: readonly (string | number)[]): AnswerRule {
  return {
    id: source.id,
    when: matchOf(source, where, at),
    act: actOf(source, where, at),
    confidence: source.confidence ?? usualConfidence,
    reason: source.reason,
    examples: (source.examples ?? []).map(exampleOf),
    get source() {
      return where.sourceOf(at);
    },
  };
}

function matchOf({ when, ...source }: Source, where: YamlFile, at: readonly (string | number)[]): AnswerMatch {
  const isLeave = source.approve === true;
  const asked = when.kind ?? (isLeave ? 'permission' : (['question', 'prose'] as const));
  const chosen = new Set(typeof asked === 'string' ? [asked] : asked);
  if (isLeave && (chosen.size !== 1 || !chosen.has('permission')))
    where.fail([...at, 'when'], 'only a rule of the kind permission approves');
  if (isLeave && !when.rules)
    where.fail(
      [...at, 'when'],
      'a rule that approves names the rules that may have spoken about the call (`rules`; pcc explain shows them)',
    );
  if (chosen.has('permission') && (source.choose ?? source.recommended) !== undefined)
    where.fail([...at, 'when'], 'a permission is approved, not chosen');
  const regex = (key: 'question' | 'header' | 'asks' | 'text' | 'command'): RegExp | undefined =>
    when[key] === undefined ? undefined : formOf(when[key], where, [...at, 'when', key]);
  const [question, header, asks, subject] = [regex('question'), regex('header'), regex('asks'), regex('command')];
  const text = regex('text');
  return {
    kinds: chosen,
    ...(question ? { question } : {}),
    ...(header ? { header } : {}),
    ...(asks ? { asks } : {}),
    ...(text ? { text } : {}),
    ...(subject ? { subject } : {}),
    ...(when.tool === undefined ? {} : { tool: nameForm(when.tool, where, [...at, 'when', 'tool']) }),
    ...(when.project === undefined ? {} : { project: nameForm(when.project, where, [...at, 'when', 'project']) }),
    ...(when.rules ? { rules: new Set(when.rules) } : {}),
  };
}

function actOf(source: Source, where: YamlFile, at: readonly (string | number)[]): AnswerAct {
  const given = [source.choose, source.recommended, source.approve, source.person].filter((act) => act !== undefined);
  if (given.length !== 1) return where.fail(at, 'a rule has one of choose, recommended, approve and person');
  if (source.choose !== undefined) return { do: 'choose', label: formOf(source.choose, where, [...at, 'choose']) };
  if (source.recommended) return { do: 'recommended' };
  return { do: source.approve ? 'approve' : 'person' };
}

/** A regular expression without regard to case. It runs on words of the model's: one that could take long is refused. */
function formOf(source: string, where: YamlFile, at: readonly (string | number)[]): RegExp {
  const why = whyUnsteady(source);
  if (why !== undefined) return where.fail(at, `the regular expression could take long: ${why}`);
  try {
    return new RegExp(source, 'iu');
  } catch {
    return where.fail(at, `"${source}" is no regular expression`);
  }
}

/** A name with `*` for anything and `|` between alternatives. */
function nameForm(source: string, where: YamlFile, at: readonly (string | number)[]): RegExp {
  const plain = source.replace(/[\\^$.+?()[\]{}]/g, '\\$&').replace(/\*+/g, '.*');
  return formOf(`^(?:${plain})$`, where, at);
}

function exampleOf(example: z.infer<typeof exampleSchema>): AnswerExample {
  if (!('question' in example))
    return {
      tool: example.tool ?? 'Bash',
      subject: example.bash ?? '',
      rules: example.rules,
      approve: example.approve,
    };
  const { question, header = '', text = '', options, answer } = example;
  return { question, header, text, options, answer };
}

/** What an example shows to be wrong with its rule, as a sentence; undefined where it holds. */
function exampleFault(rule: AnswerRule, example: AnswerExample): string | undefined {
  if (!('question' in example)) return leaveFault(rule, example);
  const page = pageOf(example);
  const [kind = 'question'] = [...rule.when.kinds].filter((known) => known !== 'permission');
  const opinion = answeredBy([rule], { kind, page, project: '', text: example.text });
  const picks = opinion && 'picks' in opinion ? opinion.picks : [];
  const answer = picks.map((pick) => page.choices[pick]?.label)[0] ?? null;
  return answer === example.answer
    ? undefined
    : `the rule ${rule.id} answers ${told(answer)} here, not ${told(example.answer)}`;
}

function told(answer: string | null): string {
  return answer === null ? 'nothing' : `'${answer}'`;
}

/** The page that an example stands for, as it would be put to a brain. */
export function pageOf({ question, header, options }: Extract<AnswerExample, { question: string }>): ChoicePage {
  return screenedPage({
    question,
    header,
    multi: false,
    choices: options.map((label) => ({ label, description: '' })),
  });
}

function leaveFault(rule: AnswerRule, example: Extract<AnswerExample, { tool: string }>): string | undefined {
  const { tool, subject, rules, approve } = example;
  const said = leaveBy(
    [rule],
    {
      kind: 'permission',
      call: { tool, input: subject === '' ? {} : { command: subject }, cwd: '/' },
      verdict: { risk: 'MEDIUM', action: 'ask-brain', rules, reasons: [] },
    },
    '',
  );
  const isApproved = said?.approve === true;
  return isApproved === approve
    ? undefined
    : `the rule ${rule.id} ${isApproved ? 'approves' : 'does not approve'} this`;
}
