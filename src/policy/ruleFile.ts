import { z } from 'zod';
import { PccError } from '../base/errors.ts';
import type { YamlFile } from '../base/yamlFile.ts';
import { limits } from '../limits.ts';
import { globToRegExp } from './glob.ts';
import { compileMatch } from './ruleForms.ts';
import type { Clause, PathRule, Rule, RuleExample, RuleOrigin, RuleSet } from './ruleSet.ts';
import type { Program, ProgramSource, Scope } from './shell/grammar.ts';
import { checkProgram, compileProgram, splitNames } from './shell/grammar.ts';
import { actions, risks } from './verdict.ts';

const risk = z.enum(risks);

const expected = { risk, action: z.enum(actions).optional(), cwd: z.string().startsWith('/').optional() };
const jsonObject = z.record(z.string(), z.json());

const exampleSchema = z.union([
  z.strictObject({ bash: z.string(), ...expected }),
  z.strictObject({ tool: z.string(), input: jsonObject, ...expected }),
]);

const programSchema: z.ZodType<ProgramSource> = z.lazy(() =>
  z.strictObject({
    risk: risk.optional(),
    reason: z.string().optional(),
    unknown: risk.optional(),
    style: z.enum(['gnu', 'single', 'subject']).optional(),
    options: z.string().optional(),
    common: z.string().optional(),
    operands: z.string().optional(),
    commands: z.record(z.string(), programSchema).optional(),
    otherwise: risk.optional(),
    bare: risk.optional(),
    loose: z.boolean().optional(),
    check: z.string().optional(),
    guarded: z.boolean().optional(),
    lists: z.boolean().optional(),
  }),
);

const pathSchema = z.strictObject({
  id: z.string(),
  risk,
  access: z.enum(['read', 'write', 'any']),
  place: z.enum(['anywhere', 'project', 'machine']).optional(),
  globs: z.array(z.string()).min(1),
  except: z.array(z.string()).optional(),
  listing: z.boolean().optional(),
  output: z.boolean().optional(),
  reason: z.string(),
  examples: z.array(exampleSchema).optional(),
});

const matchSchema = z
  .strictObject({
    tool: z.string().min(1).optional(),
    program: z.string().min(1).optional(),
    path: z.string().min(1).optional(),
    host: z.string().min(1).optional(),
    regex: z.string().min(1).optional(),
    project: z.string().min(1).optional(),
  })
  .refine((match) => Object.keys(match).length > 0, 'a rule needs at least one thing to match');

const ruleSchema = z
  .strictObject({
    id: z.string().regex(/^[\w.-]{1,80}$/),
    effect: z.enum(['deny', 'ask', 'allow']).optional(),
    action: z.literal('escalate').optional(),
    match: matchSchema,
    reason: z.string().regex(/^[^\u0000-\u001f\u007f]{1,400}$/, 'a reason is one line of at most 400 characters'),
    examples: z.array(exampleSchema).optional(),
  })
  .refine(({ effect, action }) => effect !== undefined || action !== undefined, {
    path: ['effect'],
    message: 'a rule needs an effect (deny, ask or allow), or the action escalate',
  })
  .refine(({ effect, action }) => effect !== 'allow' || action === undefined, {
    path: ['action'],
    message: 'what is allowed needs no person; use ask with the action escalate, or leave the action out',
  })
  .refine(({ effect, match }) => effect !== 'allow' || Object.keys(match).some((key) => key !== 'project'), {
    path: ['match'],
    message: 'an allow rule for everything in a project is none; name a tool, program, path, host or regex',
  });

const clauseSchema = z.strictObject({
  id: z.string(),
  risk,
  reason: z.string(),
  examples: z.array(exampleSchema).optional(),
});

const fileSchema = z.strictObject({
  family: z.string().optional(),
  programs: z.record(z.string(), programSchema).optional(),
  paths: z.array(pathSchema).optional(),
  /** Null where every rule under the key is a comment. */
  rules: z.array(ruleSchema).nullish(),
  clauses: z.array(clauseSchema).optional(),
});

/** The content of one rule file, compiled. */
export interface RuleFile {
  readonly programs: ReadonlyMap<string, Program>;
  readonly paths: readonly PathRule[];
  readonly rules: readonly Rule[];
  readonly clauses: readonly Clause[];
  /** `file:line` where a program of this file is described. */
  readonly programSource: (name: string) => string | undefined;
}

/**
 * Reads one rule file; anything wrong is a `PccError` that names file, line and column. `taken` are the ids of the shipped rules:
 * another rule by such a name could not be told from them in logs.
 */
export function readRuleFile(where: YamlFile, origin: RuleOrigin, taken: ReadonlySet<string> = new Set()): RuleFile {
  const plain = where.contentAs(fileSchema, 'a rule file');
  if (origin !== 'shipped') refuseLoosening(plain, origin, where);
  for (const [index, { id }] of (plain.rules ?? []).entries())
    if (taken.has(id)) where.fail(['rules', index, 'id'], `the id ${id} is that of a shipped rule; choose another`);
  return compileFile(plain, origin, where);
}

/** The ids that the rules of these files have. */
export function idsOf(files: readonly Pick<RuleFile, 'rules' | 'paths' | 'clauses'>[]): ReadonlySet<string> {
  return new Set(files.flatMap(({ rules, paths, clauses }) => [...rules, ...paths, ...clauses].map(({ id }) => id)));
}

type FileContent = z.infer<typeof fileSchema>;

/** Grammars and kinds of paths are shipped; a user's rules add to them, and a project's rules may only tighten. */
function refuseLoosening(content: FileContent, origin: RuleOrigin, where: YamlFile): void {
  if (content.programs)
    where.fail(['programs'], 'programs are described by the shipped rules only; write rules instead');
  if (content.paths)
    where.fail(['paths'], 'kinds of paths are described by the shipped rules only; write rules instead');
  if (content.clauses) where.fail(['clauses'], 'clauses are described by the shipped rules only; write rules instead');
  const allows = content.rules?.findIndex((rule) => rule.effect === 'allow') ?? -1;
  if ((content.rules?.length ?? 0) > limits.rulesPerFileMax)
    where.fail(['rules', limits.rulesPerFileMax], `a file holds at most ${limits.rulesPerFileMax} rules`);
  if (origin === 'project' && allows >= 0)
    where.fail(['rules', allows, 'effect'], 'the rules of a project may only tighten: use deny or ask');
}

function compileFile(content: FileContent, origin: RuleOrigin, where: YamlFile): RuleFile {
  const programs = new Map<string, Program>();
  const keys = new Map<string, string>();
  const scope: Scope = { family: content.family ?? '', common: '' };
  for (const [names, source] of Object.entries(content.programs ?? {})) {
    checkProgram(source, (sentence) => where.fail(['programs', names], sentence));
    for (const name of splitNames(names)) {
      if (programs.has(name)) where.fail(['programs', names], `the program ${name} is described twice`);
      programs.set(name, compileProgram(name, source, scope));
      keys.set(name, names);
    }
  }
  const rules = (content.rules ?? []).map((rule, index) => compileRule(rule, origin, where, ['rules', index]));
  for (const [index, rule] of rules.entries())
    if (rules.findIndex(({ id }) => id === rule.id) !== index)
      where.fail(['rules', index, 'id'], `two rules of this file are called ${rule.id}`);
  return {
    programs,
    paths: (content.paths ?? []).map((path, index) => compilePath(path, where, ['paths', index])),
    rules,
    clauses: (content.clauses ?? []).map((clause, index) => compileClause(clause, where, ['clauses', index])),
    programSource: (name) => {
      const names = keys.get(name);
      return names === undefined ? undefined : where.sourceOf(['programs', names]);
    },
  };
}

function compilePath(path: z.infer<typeof pathSchema>, where: YamlFile, at: (string | number)[]): PathRule {
  return {
    id: path.id,
    risk: path.risk,
    access: path.access,
    matches: globToRegExp(path.globs),
    says: path.globs,
    ...(path.except ? { except: globToRegExp(path.except) } : {}),
    place: path.place ?? 'anywhere',
    listing: path.listing ?? false,
    output: path.output ?? false,
    reason: path.reason,
    examples: (path.examples ?? []).map(exampleOf),
    get source() {
      return where.sourceOf(at);
    },
  };
}

function compileClause(clause: z.infer<typeof clauseSchema>, where: YamlFile, at: (string | number)[]): Clause {
  return {
    ...clause,
    examples: (clause.examples ?? []).map(exampleOf),
    get source() {
      return where.sourceOf(at);
    },
  };
}

function compileRule(
  rule: z.infer<typeof ruleSchema>,
  origin: RuleOrigin,
  where: YamlFile,
  at: (string | number)[],
): Rule {
  const compiled = compileMatch(rule.match, {
    allows: rule.effect === 'allow',
    shipped: origin === 'shipped',
    ...(origin === 'project' ? { openMax: 1 } : {}),
  });
  if ('why' in compiled) return where.fail([...at, 'match', compiled.key], compiled.why);
  return {
    id: rule.id,
    effect: rule.effect ?? 'none',
    match: compiled.match,
    says: rule.match,
    reason: rule.reason,
    examples: (rule.examples ?? []).map(exampleOf),
    origin,
    ...(rule.action ? { action: rule.action } : {}),
    get source() {
      return where.sourceOf(at);
    },
  };
}

function exampleOf({ risk: expectedRisk, action, cwd, ...call }: z.infer<typeof exampleSchema>): RuleExample {
  return {
    ...('bash' in call ? { tool: 'Bash', input: { command: call.bash } } : call),
    risk: expectedRisk,
    ...(action ? { action } : {}),
    ...(cwd === undefined ? {} : { cwd }),
  };
}

/** Puts files together, later ones behind earlier ones; a program that two files describe is a `PccError`. */
export function compileRules(files: readonly RuleFile[]): RuleSet {
  const programs = new Map<string, Program>();
  for (const file of files) {
    for (const [name, program] of file.programs) {
      if (programs.has(name))
        throw new PccError('invalid_input', `The program ${name} is described in two rule files; keep one of them.`);
      programs.set(name, program);
    }
  }
  const paths = files.flatMap((file) => file.paths).sort((a, b) => risks.indexOf(b.risk) - risks.indexOf(a.risk));
  return {
    programs,
    paths,
    rules: files.flatMap((file) => file.rules),
    clauses: files.flatMap((file) => file.clauses),
    programSource: (name) => files.map((file) => file.programSource(name)).find((source) => source !== undefined),
  };
}
