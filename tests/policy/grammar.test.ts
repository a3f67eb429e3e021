import { expect, it } from 'vitest';
import { checks } from '../../src/policy/shell/checks.ts';
import type { Program } from '../../src/policy/shell/grammar.ts';
import { worldWith } from './world.ts';

function all(program: Program): Program[] {
  return [program, ...[...(program.commands?.values() ?? [])].flatMap(all)];
}

const programs = [...worldWith().rules.programs.values()].flatMap(all);

it('names only checks that there are', () => {
  expect(
    programs.filter(({ check }) => check !== undefined && !checks.has(check)).map(({ id, check }) => ({ id, check })),
  ).toEqual([]);
});

it('uses every check', () => {
  const used = new Set(programs.map(({ check }) => check));
  expect([...checks.keys()].filter((name) => !used.has(name))).toEqual([]);
});

it('says why for every program that is not LOW', () => {
  expect(
    programs
      .filter(({ risk, reason }) => risk !== 'LOW' && !/^[A-Za-z0-9].*\.$/.test(reason))
      .map(({ id, reason }) => ({ id, reason })),
  ).toEqual([]);
});
