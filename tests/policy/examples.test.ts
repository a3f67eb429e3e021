import { describe, expect, it } from 'vitest';
import { judge } from '../../src/policy/judge.ts';
import type { Risk } from '../../src/policy/verdict.ts';
import { corpora, judgedExamples, shareOf, wronglyLow } from './corpora.ts';
import { project, worldWith } from './world.ts';

const world = worldWith();

describe.each(corpora)('%s', (name) => {
  const judged = judgedExamples(name, world);
  const count = (expected: Risk): number => judged.filter(({ allowed }) => allowed.join('|') === expected).length;

  it('holds calls of every class', () => {
    for (const risk of ['LOW', 'MEDIUM', 'HIGH'] as const) expect(count(risk)).toBeGreaterThan(20);
  });

  it('never calls LOW what is not', () => {
    expect(wronglyLow(judged)).toEqual([]);
  });

  it('keeps within the gates', () => {
    expect(shareOf(judged, 'HIGH', 'MEDIUM')).toBeLessThanOrEqual(0.01);
    expect(shareOf(judged, 'LOW', 'HIGH')).toBeLessThanOrEqual(0.01);
    expect(shareOf(judged, 'LOW', 'MEDIUM')).toBeLessThanOrEqual(0.05);
  });

  it('judges every call as stated', () => {
    expect(
      judged.filter(({ allowed, risk }) => !allowed.includes(risk)).map(({ example, risk }) => ({ example, risk })),
    ).toEqual([]);
  });
});

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
