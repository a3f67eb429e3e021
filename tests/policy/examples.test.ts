import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { judge } from '../../src/policy/judge.ts';
import type { Risk } from '../../src/policy/verdict.ts';
import { project, worldWith } from './world.ts';

interface Example {
  readonly tool: string;
  readonly input: JsonObject;
  readonly cwd: string;
  /** One class, or several that are all right, joined by `|`. */
  readonly expect: string;
  readonly why: string;
}

const world = worldWith();

function examplesOf(name: string): { example: Example; allowed: string[]; risk: Risk }[] {
  const file = new URL(`../fixtures/policy/${name}`, import.meta.url);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const example = JSON.parse(line) as Example;
      return { example, allowed: example.expect.split('|'), risk: judge(example, world).risk };
    });
}

describe.each(['risk-examples.jsonl', 'own-examples.jsonl', 'reviewed-examples.jsonl', 'blind-examples.jsonl'])(
  '%s',
  (name) => {
    const judged = examplesOf(name);
    const share = (expected: Risk, got: Risk): string[] =>
      judged
        .filter(({ allowed, risk }) => allowed.length === 1 && allowed[0] === expected && risk === got)
        .map(({ example }) => JSON.stringify(example.input));
    const count = (expected: Risk): number => judged.filter(({ allowed }) => allowed.join('|') === expected).length;

    it('holds calls of every class', () => {
      for (const risk of ['LOW', 'MEDIUM', 'HIGH'] as const) expect(count(risk)).toBeGreaterThan(20);
    });

    it('never calls LOW what is not', () => {
      expect(
        judged.filter(({ allowed, risk }) => risk === 'LOW' && !allowed.includes('LOW')).map(({ example }) => example),
      ).toEqual([]);
    });

    it('keeps within the gates', () => {
      expect(share('HIGH', 'MEDIUM').length / count('HIGH')).toBeLessThanOrEqual(0.01);
      expect(share('LOW', 'HIGH').length / count('LOW')).toBeLessThanOrEqual(0.01);
      expect(share('LOW', 'MEDIUM').length / count('LOW')).toBeLessThanOrEqual(0.05);
    });

    it('judges every call as stated', () => {
      expect(
        judged.filter(({ allowed, risk }) => !allowed.includes(risk)).map(({ example, risk }) => ({ example, risk })),
      ).toEqual([]);
    });
  },
);

describe('the examples in the rule files', () => {
  const stated = [...world.rules.paths, ...world.rules.rules].flatMap((rule) =>
    rule.examples.map((example) => ({ rule: rule.id, example })),
  );

  it.each(stated)('$rule: $example.tool $example.input', ({ rule, example }) => {
    const verdict = judge({ tool: example.tool, input: example.input, cwd: project }, world);
    expect(verdict.risk).toBe(example.risk);
    if (example.risk === 'HIGH') expect(verdict.rules).toContain(rule);
  });

  it('names every HIGH rule in an example', () => {
    const named = new Set(stated.filter(({ example }) => example.risk === 'HIGH').map(({ rule }) => rule));
    const grave = [
      ...world.rules.paths.filter(({ risk }) => risk === 'HIGH'),
      ...world.rules.rules.filter(({ effect }) => effect === 'deny'),
    ];
    expect(grave.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
  });
});
