import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../src/base/json.ts';
import type { World } from '../../src/policy/judge.ts';
import { judge } from '../../src/policy/judge.ts';
import type { Risk } from '../../src/policy/verdict.ts';

/** A call with the class it should get. */
export interface Example {
  readonly tool: string;
  readonly input: JsonObject;
  readonly cwd: string;
  /** One class, or several that are all right, joined by `|`. */
  readonly expect: string;
  readonly why: string;
}

/** An example with the classes that are right and the one that it gets. */
export interface JudgedExample {
  readonly example: Example;
  readonly allowed: readonly string[];
  readonly risk: Risk;
}

/** The files of examples. */
export const corpora = ['risk-examples.jsonl', 'own-examples.jsonl', 'reviewed-examples.jsonl', 'blind-examples.jsonl'];

/** The calls of one file, judged; `moved` rewrites each line before it is read. */
export function judgedExamples(name: string, world: World, moved = (line: string): string => line): JudgedExample[] {
  const file = new URL(`../fixtures/policy/${name}`, import.meta.url);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const example = JSON.parse(moved(line)) as Example;
      return { example, allowed: example.expect.split('|'), risk: judge(example, world).risk };
    });
}

/** Calls judged LOW that may not be. */
export function wronglyLow(judged: readonly JudgedExample[]): Example[] {
  return judged.filter(({ allowed, risk }) => risk === 'LOW' && !allowed.includes('LOW')).map(({ example }) => example);
}

/** Share of the calls of one class that got another. */
export function shareOf(judged: readonly JudgedExample[], expected: Risk, got: Risk): number {
  const ofClass = judged.filter(({ allowed }) => allowed.join('|') === expected);
  return ofClass.filter(({ risk }) => risk === got).length / ofClass.length;
}
