import { chmodSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type {
  ExampleRow,
  ExamplesReport,
  RulesEngine as Engine,
  RuleRow,
  RulesRequest,
  RuleStory,
} from '../api/rulesEngine.ts';
import { PccError, sentenceOf, systemCode } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { nearest } from '../base/nearest.ts';
import { readAnswerFile } from '../brain/answerFile.ts';
import type { Stating, TriedExample } from '../policy/examples.ts';
import { triedExamples } from '../policy/examples.ts';
import { precedence } from '../policy/judge.ts';
import { compileRules, idsOf, readRuleFile } from '../policy/ruleFile.ts';
import type { Rule, RuleExample, RuleSet } from '../policy/ruleSet.ts';
import { findAnswers } from './answerRules.ts';
import { projectRulesFile } from './projectRules.ts';
import { rulesReader } from './ruleFiles.ts';
import { rowOfClause, rowOfGrammar, rowOfPath, rowOfRule, storiesOfAnswers } from './ruleRows.ts';
import { sampleRules } from './sampleRules.ts';
import { openCandidate, shippedRulesFolder } from './yamlFiles.ts';

/** Tells of the rules in force, without a daemon. */
export class RulesEngine implements Engine {
  readonly precedence = precedence;
  readonly problems: readonly string[];
  readonly #request: RulesRequest;
  readonly #rules: RuleSet;
  readonly #answers: readonly RuleStory[];

  /** @throws PccError when the shipped rules are missing. */
  constructor(request: RulesRequest) {
    this.#request = request;
    const { home, project } = request;
    const folders = { shipped: shippedRulesFolder(), user: join(home, 'rules') };
    const { rules, problems } = rulesReader(folders)(project === undefined ? undefined : realFolder(project));
    const found = findAnswers(folders);
    this.#rules = rules;
    this.#answers = storiesOfAnswers(found.answers);
    this.problems = [...problems, ...found.problems].map((problem) => problem.sentence);
  }

  list(): RuleRow[] {
    const own = this.#rules.rules.filter(({ origin }) => origin !== 'shipped').reverse();
    const shipped = this.#rules.rules.filter(({ origin }) => origin === 'shipped');
    return [
      ...[...own, ...shipped].map(rowOfRule),
      ...this.#rules.paths.map(rowOfPath),
      ...this.#rules.clauses.map(rowOfClause),
      ...this.#answers.map(({ examples: _examples, ...row }) => row),
    ];
  }

  why(id: string): RuleStory[] {
    const { rules, paths, clauses, programs } = this.#rules;
    const found: RuleStory[] = [
      ...rules.filter((rule) => rule.id === id).map((rule) => this.#story(rowOfRule(rule), rule)),
      ...paths.filter((path) => path.id === id).map((path) => this.#story(rowOfPath(path), path)),
      ...clauses.filter((clause) => clause.id === id).map((clause) => this.#story(rowOfClause(clause), clause)),
      ...this.#answers.filter((answer) => answer.id === id),
    ];
    if (found.length > 0) return found;
    const row = rowOfGrammar(id, this.#rules);
    if (row) return [{ ...row, examples: [] }];
    const meant = nearest(
      id,
      [...rules, ...paths, ...clauses, ...this.#answers].map((one) => one.id).concat([...programs.keys()]),
    );
    const hint = meant === undefined ? '`pcc rules list` names all' : `did you mean '${meant}'`;
    throw new PccError('not_found', `No rule has the id '${id}'; ${hint}${meant === undefined ? '.' : '?'}`);
  }

  test(candidate?: string): ExamplesReport {
    if (candidate === undefined) {
      const answers = this.#answers.flatMap(({ examples }) => examples).length;
      return report(allTried(this.#rules), answers, this.problems);
    }
    const where = openCandidate(candidate);
    const { content } = where;
    if (isObject(content) && 'answers' in content) {
      const answers = readAnswerFile(where, 'user').flatMap(({ examples }) => examples);
      return report([], answers.length, this.problems);
    }
    const file = readRuleFile(where, 'user', this.#shippedIds());
    const rules: RuleSet = { ...this.#rules, rules: [...this.#rules.rules, ...compileRules([file]).rules] };
    return report(tried(file.rules, rules), 0, this.problems);
  }

  /** Writes a sample of a rule file where the user's own, or those of the project, stand. @throws PccError when there is one. */
  init(): string {
    return initRules(this.#request);
  }

  #shippedIds(): ReadonlySet<string> {
    return idsOf([{ ...this.#rules, rules: this.#rules.rules.filter(({ origin }) => origin === 'shipped') }]);
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

/** `answers` counts the examples of answer rules: they are tried when their file is read, and hold where it was read. */
function report(examples: readonly TriedExample[], answers: number, problems: readonly string[]): ExamplesReport {
  const failed = examples.filter(({ fault }) => fault !== undefined);
  return {
    tried: examples.length + answers,
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
