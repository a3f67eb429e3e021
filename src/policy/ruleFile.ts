import { z } from 'zod';
import { PccError } from '../base/errors.ts';
import type { YamlFile } from '../base/yamlFile.ts';
import { globToRegExp } from './glob.ts';
import type { PathRule, Rule, RuleExample, RuleOrigin, RuleSet } from './ruleSet.ts';
import type { Program, ProgramSource, Scope } from './shell/grammar.ts';
import { checkProgram, compileProgram, splitNames } from './shell/grammar.ts';
import { risks } from './verdict.ts';

const risk = z.enum(risks);

const exampleSchema = z.union([
  z.strictObject({ bash: z.string(), risk }),
  z.strictObject({ tool: z.string(), input: z.record(z.string(), z.string()), risk }),
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
  globs: z.array(z.string()).min(1),
  except: z.array(z.string()).optional(),
  listing: z.boolean().optional(),
  output: z.boolean().optional(),
  reason: z.string(),
  examples: z.array(exampleSchema).optional(),
});

const ruleSchema = z.strictObject({
  id: z.string().regex(/^[\w.-]+$/),
  effect: z.enum(['deny', 'ask', 'allow']),
  match: z
    .strictObject({
      tool: z.string().optional(),
      program: z.string().optional(),
      path: z.string().optional(),
      host: z.string().optional(),
      regex: z.string().optional(),
    })
    .refine((match) => Object.keys(match).length > 0, 'a rule needs at least one thing to match'),
  reason: z.string(),
  examples: z.array(exampleSchema).optional(),
});

const fileSchema = z.strictObject({
  family: z.string().optional(),
  programs: z.record(z.string(), programSchema).optional(),
  paths: z.array(pathSchema).optional(),
  rules: z.array(ruleSchema).optional(),
});

/** The content of one rule file, compiled. */
export interface RuleFile {
  readonly programs: ReadonlyMap<string, Program>;
  readonly paths: readonly PathRule[];
  readonly rules: readonly Rule[];
}

/** Reads one rule file; anything wrong is a `PccError` that names file, line and column. */
export function readRuleFile(where: YamlFile, origin: RuleOrigin): RuleFile {
  const plain = where.contentAs(fileSchema, 'a rule file');
  if (origin !== 'shipped') refuseLoosening(plain, origin, where);
  return compileFile(plain, origin, where);
}

type FileContent = z.infer<typeof fileSchema>;

/** Grammars and kinds of paths are shipped; a user's rules add to them, and a project's rules may only tighten. */
function refuseLoosening(content: FileContent, origin: RuleOrigin, where: YamlFile): void {
  if (content.programs)
    where.fail(['programs'], 'programs are described by the shipped rules only; write rules instead');
  if (content.paths)
    where.fail(['paths'], 'kinds of paths are described by the shipped rules only; write rules instead');
  const allows = content.rules?.findIndex((rule) => rule.effect === 'allow') ?? -1;
  if (origin === 'project' && allows >= 0)
    where.fail(['rules', allows, 'effect'], 'the rules of a project may only tighten: use deny or ask');
}

function compileFile(content: FileContent, origin: RuleOrigin, where: YamlFile): RuleFile {
  const programs = new Map<string, Program>();
  const scope: Scope = { family: content.family ?? '', common: '' };
  for (const [names, source] of Object.entries(content.programs ?? {})) {
    checkProgram(source, (sentence) => where.fail(['programs', names], sentence));
    for (const name of splitNames(names)) {
      if (programs.has(name)) where.fail(['programs', names], `the program ${name} is described twice`);
      programs.set(name, compileProgram(name, source, scope));
    }
  }
  return {
    programs,
    paths: (content.paths ?? []).map((path, index) => compilePath(path, where, ['paths', index])),
    rules: (content.rules ?? []).map((rule, index) => compileRule(rule, origin, where, ['rules', index])),
  };
}

function compilePath(path: z.infer<typeof pathSchema>, where: YamlFile, at: (string | number)[]): PathRule {
  return {
    id: path.id,
    risk: path.risk,
    access: path.access,
    matches: globToRegExp(path.globs),
    ...(path.except ? { except: globToRegExp(path.except) } : {}),
    listing: path.listing ?? false,
    output: path.output ?? false,
    reason: path.reason,
    examples: (path.examples ?? []).map(exampleOf),
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
  const { tool, program, path, host, regex } = rule.match;
  return {
    id: rule.id,
    effect: rule.effect,
    match: {
      ...(tool === undefined ? {} : { tool: nameToRegExp(tool) }),
      ...(program === undefined ? {} : { program: nameToRegExp(program) }),
      ...(path === undefined ? {} : { path: globToRegExp([path.startsWith('/') ? path : `**/${path}`]) }),
      ...(host === undefined ? {} : { host: hostToRegExp(host) }),
      ...(regex === undefined ? {} : { text: regexOf(regex, where, [...at, 'match', 'regex']) }),
    },
    reason: rule.reason,
    examples: (rule.examples ?? []).map(exampleOf),
    origin,
    get source() {
      return where.sourceOf(at);
    },
  };
}

function exampleOf(example: z.infer<typeof exampleSchema>): RuleExample {
  return 'bash' in example ? { tool: 'Bash', input: { command: example.bash }, risk: example.risk } : example;
}

/** Names with `*` as wildcard and `|` between alternatives. */
function nameToRegExp(text: string): RegExp {
  const alternatives = text.split('|').map((name) =>
    name
      .trim()
      .replace(/[\\^$.+?()[\]{}]/g, '\\$&')
      .replaceAll('*', '.*'),
  );
  return new RegExp(`^(?:${alternatives.join('|')})$`);
}

/** A host and everything below it. */
function hostToRegExp(host: string): RegExp {
  return new RegExp(`^(?:.+\\.)?${host.toLowerCase().replace(/[\\^$.+?*()[\]{}|]/g, '\\$&')}$`);
}

function regexOf(text: string, where: YamlFile, at: (string | number)[]): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch {
    return where.fail(at, `"${text}" is no regular expression`);
  }
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
  return { programs, paths, rules: files.flatMap((file) => file.rules) };
}
