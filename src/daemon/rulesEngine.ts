import { chmodSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PccError, sentenceOf, systemCode } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Stating, TriedExample } from '../policy/examples.ts';
import { triedExamples } from '../policy/examples.ts';
import { precedence } from '../policy/judge.ts';
import { compileRules, readRuleFile } from '../policy/ruleFile.ts';
import type { Clause, PathRule, Rule, RuleExample, RuleSet } from '../policy/ruleSet.ts';
import type { Program } from '../policy/shell/grammar.ts';
import type { Risk } from '../policy/verdict.ts';
import { graver } from '../policy/verdict.ts';
import { projectRulesFile } from './projectRules.ts';
import { rulesReader } from './ruleFiles.ts';
import { sampleRules } from './sampleRules.ts';
import { openYaml, shippedRulesFolder } from './yamlFiles.ts';

/** One row of `pcc rules list`. */
export interface RuleRow {
  readonly id: string;
  /** `rule` of a rule file, `path` a kind of path, `clause` what code says, `program` a grammar. */
  readonly kind: 'rule' | 'path' | 'clause' | 'program';
  /** The gravest class that it gives; LOW for what allows. */
  readonly risk: Risk;
  /** What it does: `deny`, `ask`, `allow`, `escalate`, or several joined by `+`; a class alone says the rest. */
  readonly does: string;
  readonly origin: 'shipped' | 'user' | 'project';
  readonly matches: string;
  readonly reason: string;
  /** `file:line`. */
  readonly source: string;
}

/** One row with its examples and what they get now. */
export interface RuleStory extends RuleRow {
  readonly examples: readonly ExampleRow[];
}

export interface ExampleRow {
  readonly call: string;
  readonly expected: Risk;
  readonly risk: Risk;
  readonly action: string;
  readonly fault?: string;
}

/** What trying all examples gave. */
export interface ExamplesReport {
  readonly tried: number;
  readonly failures: readonly (ExampleRow & { readonly id: string; readonly source: string })[];
  /** Files that are broken. */
  readonly problems: readonly string[];
}

/** What is asked of the rules. */
export interface RulesRequest {
  /** Home folder of pcc. */
  readonly home: string;
  /** Folder of a project, whose rules count as well. */
  readonly project?: string;
}

/** Tells of the rules in force, without a daemon. */
export class RulesEngine {
  readonly precedence = precedence;
  readonly problems: readonly string[];
  readonly #request: RulesRequest;
  readonly #rules: RuleSet;

  /** @throws PccError when the shipped rules are missing. */
  constructor(request: RulesRequest) {
    this.#request = request;
    const { home, project } = request;
    const folders = { shipped: shippedRulesFolder(), user: join(home, 'rules') };
    const { rules, problems } = rulesReader(folders)(project === undefined ? undefined : realFolder(project));
    this.#rules = rules;
    this.problems = problems.map((problem) => problem.sentence);
  }

  /** Everything that can speak, a person's own first. */
  list(): RuleRow[] {
    const own = this.#rules.rules.filter(({ origin }) => origin !== 'shipped').reverse();
    const shipped = this.#rules.rules.filter(({ origin }) => origin === 'shipped');
    return [
      ...[...own, ...shipped].map(rowOfRule),
      ...this.#rules.paths.map(rowOfPath),
      ...this.#rules.clauses.map(rowOfClause),
    ];
  }

  /** All that an id stands for. @throws PccError `not_found` with the nearest id. */
  why(id: string): RuleStory[] {
    const { rules, paths, clauses, programs } = this.#rules;
    const found: RuleStory[] = [
      ...rules.filter((rule) => rule.id === id).map((rule) => this.#story(rowOfRule(rule), rule)),
      ...paths.filter((path) => path.id === id).map((path) => this.#story(rowOfPath(path), path)),
      ...clauses.filter((clause) => clause.id === id).map((clause) => this.#story(rowOfClause(clause), clause)),
    ];
    if (found.length > 0) return found;
    const row = rowOfGrammar(id, this.#rules);
    if (row) return [{ ...row, examples: [] }];
    const meant = nearest(id, [...rules, ...paths, ...clauses].map((one) => one.id).concat([...programs.keys()]));
    const hint = meant === undefined ? '`pcc rules list` names all' : `did you mean '${meant}'`;
    throw new PccError('not_found', `No rule has the id '${id}'; ${hint}${meant === undefined ? '.' : '?'}`);
  }

  /**
   * Tries the examples of all rules: the shipped ones against the shipped rules, a person's and the project's own against all
   * in force; or those of one file that is added to these as one of the user's own.
   *
   * @throws PccError when that file is broken, with line and column.
   */
  test(candidate?: string): ExamplesReport {
    if (candidate === undefined) return report(allTried(this.#rules), this.problems);
    const file = readRuleFile(openYaml(candidate), 'user');
    const rules: RuleSet = { ...this.#rules, rules: [...this.#rules.rules, ...compileRules([file]).rules] };
    return report(tried(file.rules, rules), this.problems);
  }

  /** Writes a sample of a rule file where the user's own, or those of the project, stand. @throws PccError when there is one. */
  init(): string {
    return initRules(this.#request);
  }

  #story(row: RuleRow, stating: Stating): RuleStory {
    return { ...row, examples: triedExamples(stating, this.#rules, mustSpeak(row)).map(exampleRow) };
  }
}

function initRules({ home, project }: RulesRequest): string {
  const file = project === undefined ? join(home, 'rules', 'rules.yaml') : projectRulesFile(realFolder(project));
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, sampleRules(project === undefined ? 'user' : 'project'), { flag: 'wx', mode: 0o600 });
    if (project !== undefined) chmodSync(file, 0o644);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw new PccError('conflict', `'${file}' is there already; edit it.`);
    throw new PccError('failed', `'${file}' cannot be written: ${sentenceOf(error)}.`);
  }
  return file;
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    throw new PccError(
      'invalid_input',
      `'${folder}' cannot be read (${systemCode(error) ?? sentenceOf(error)}); give the folder of the project.`,
    );
  }
}

/** The examples of all rules: what is shipped is tried by itself, since a person's own rules are there to change what it says. */
function allTried(rules: RuleSet): TriedExample[] {
  const isShipped = ({ origin }: Rule): boolean => origin === 'shipped';
  const shipped: RuleSet = { ...rules, rules: rules.rules.filter(isShipped) };
  return [
    ...tried(shipped.rules, shipped),
    ...[...rules.paths, ...rules.clauses].flatMap((one) => triedExamples(one, shipped, true)),
    ...tried(
      rules.rules.filter((rule) => !isShipped(rule)),
      rules,
    ),
  ];
}

function tried(stating: readonly Rule[], rules: RuleSet): TriedExample[] {
  return stating.flatMap((rule) => triedExamples(rule, rules, mustSpeak(rowOfRule(rule))));
}

function report(examples: readonly TriedExample[], problems: readonly string[]): ExamplesReport {
  const failed = examples.filter(({ fault }) => fault !== undefined);
  return {
    tried: examples.length,
    failures: failed.map((one) => ({ ...exampleRow(one), id: one.stating.id, source: one.stating.source })),
    problems,
  };
}

/** What allows states with its HIGH examples what it does not lift. */
function mustSpeak({ does }: RuleRow): boolean {
  return does !== 'allow';
}

function exampleRow({ example, verdict, fault }: TriedExample): ExampleRow {
  return {
    call: callText(example),
    expected: example.risk,
    risk: verdict.risk,
    action: verdict.action,
    ...(fault === undefined ? {} : { fault }),
  };
}

function callText({ tool, input }: RuleExample): string {
  const command = input['command'];
  const keys = Object.keys(input).length;
  return tool === 'Bash' && typeof command === 'string' && keys === 1 ? command : `${tool} ${JSON.stringify(input)}`;
}

const riskOf = { deny: 'HIGH', ask: 'MEDIUM', allow: 'LOW', none: 'LOW' } as const;

function rowOfRule(rule: Rule): RuleRow {
  const { id, effect, action, origin, reason, source } = rule;
  const does = [...(effect === 'none' ? [] : [effect]), ...(action ? [action] : [])].join('+');
  const matches = Object.entries(rule.says)
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ');
  return { id, kind: 'rule', risk: riskOf[effect], does, origin, matches: matches || 'everything', reason, source };
}

function rowOfPath({ id, risk, access, says, reason, source }: PathRule): RuleRow {
  const verb = access === 'any' ? 'read or write' : access;
  return { id, kind: 'path', risk, does: '', origin: 'shipped', matches: `${verb} ${says.join(' ')}`, reason, source };
}

function rowOfClause({ id, risk, reason, source }: Clause): RuleRow {
  return { id, kind: 'clause', risk, does: '', origin: 'shipped', matches: '', reason, source };
}

/** The grammar behind an id such as `git.push`, `git.push--force` or `rm -r`. */
function rowOfGrammar(id: string, { programs, programSource }: RuleSet): RuleRow | undefined {
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
