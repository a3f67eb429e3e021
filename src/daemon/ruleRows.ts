import type { ExampleRow, RuleRow, RuleStory } from '../api/rulesEngine.ts';
import type { AnswerExample, AnswerMatch, AnswerRule, AnswerRules } from '../brain/answerRules.ts';
import type { Clause, PathRule, Rule, RuleSet } from '../policy/ruleSet.ts';
import type { Program } from '../policy/shell/grammar.ts';
import type { Risk } from '../policy/verdict.ts';
import { graver } from '../policy/verdict.ts';

const riskOf = { deny: 'HIGH', ask: 'MEDIUM', allow: 'LOW', none: 'LOW' } as const;

/** A rule of a rule file as it is shown. */
export function rowOfRule(rule: Rule): RuleRow {
  const { id, effect, action, origin, reason, source } = rule;
  const does = [...(effect === 'none' ? [] : [effect]), ...(action ? [action] : [])].join('+');
  const matches = Object.entries(rule.says)
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ');
  return { id, kind: 'rule', risk: riskOf[effect], does, origin, matches: matches || 'everything', reason, source };
}

/** A kind of path as it is shown. */
export function rowOfPath({ id, risk, access, says, reason, source }: PathRule): RuleRow {
  const verb = access === 'any' ? 'read or write' : access;
  return { id, kind: 'path', risk, does: '', origin: 'shipped', matches: `${verb} ${says.join(' ')}`, reason, source };
}

/** What code says, as it is shown. */
export function rowOfClause({ id, risk, reason, source }: Clause): RuleRow {
  return { id, kind: 'clause', risk, does: '', origin: 'shipped', matches: '', reason, source };
}

/** The grammar behind an id such as `git.push`, `git.push--force` or `rm -r`. */
export function rowOfGrammar(id: string, { programs, programSource }: RuleSet): RuleRow | undefined {
  const name = [...programs.keys()].filter((program) => begins(id, program)).sort((a, b) => b.length - a.length)[0];
  const top = name === undefined ? undefined : programs.get(name);
  if (name === undefined || !top) return undefined;
  const program = innermost(top, id);
  const option = id.slice(program.id.length).trim();
  const rest: Pick<RuleRow, 'kind' | 'does' | 'origin' | 'source'> = {
    kind: 'program',
    does: '',
    origin: 'shipped',
    source: programSource(name) ?? name,
  };
  const words = program.id.replaceAll('.', ' ');
  if (option === '') return { id, risk: program.risk, matches: words, reason: program.reason, ...rest };
  if (option === '.other')
    return {
      id,
      risk: program.otherwise,
      matches: `${words} …`,
      reason: `What follows ${words} is not known.`,
      ...rest,
    };
  const reason = `The option ${option} of ${words} goes beyond what is harmless.`;
  return { id, risk: optionRisk(program, option), matches: `${words} ${option}`, reason, ...rest };
}

/** A long option may be abbreviated; one that the grammar does not list has the class of those. */
function optionRisk({ options, unknown }: Program, option: string): Risk {
  const meant = [...options].filter(
    ([name]) => name === option || (option.startsWith('--') && name.startsWith(option)),
  );
  return meant.length === 0 ? unknown : meant.map(([, { risk }]) => risk).reduce(graver);
}

function begins(id: string, program: string): boolean {
  return id === program || (id.startsWith(program) && /^(?:[. ]|--)/.test(id.slice(program.length)));
}

function innermost(program: Program, id: string): Program {
  const inner = [...(program.commands?.values() ?? [])]
    .filter((command) => begins(id, command.id))
    .sort((a, b) => b.id.length - a.id.length)[0];
  return inner ? innermost(inner, id) : program;
}

/** The answer rules as they are shown, the user's own first: they speak first. */
export function storiesOfAnswers({ user, shipped }: AnswerRules): RuleStory[] {
  return [...user.map((rule) => storyOfAnswer(rule, 'user')), ...shipped.map((rule) => storyOfAnswer(rule, 'shipped'))];
}

function storyOfAnswer({ id, when, act, reason, source, examples }: AnswerRule, origin: 'user' | 'shipped'): RuleStory {
  const label = act.do === 'choose' ? `, choose ${act.label.source}` : '';
  const matches = `${matchText(when)}${label}`;
  const row: RuleRow = { id, kind: 'answer', risk: '', does: act.do, origin, matches, reason, source };
  return { ...row, examples: examples.map(answerExample) };
}

function matchText({ kinds, rules, ...forms }: AnswerMatch): string {
  const said = Object.entries(forms).map(([key, form]: [string, RegExp]) => `${key} ${form.source}`);
  return [`kind ${[...kinds].join('|')}`, ...said, ...(rules ? [`rules ${[...rules].join('|')}`] : [])].join(', ');
}

/** Its file would not have been read if the example were not as stated. */
function answerExample(example: AnswerExample): ExampleRow {
  if ('question' in example) {
    const answer = example.answer ?? 'no answer';
    return { call: `${example.question} (${example.options.join(' | ')})`, expected: answer, risk: '', action: answer };
  }
  const { tool, subject, rules, approve } = example;
  const leave = approve ? 'approve' : 'no leave';
  return { call: `${subject || tool} (${rules.join(', ')})`, expected: leave, risk: '', action: leave };
}
