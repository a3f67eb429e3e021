import { expect, it } from 'vitest';
import { checks } from '../../src/policy/shell/checks.ts';
import type { Program } from '../../src/policy/shell/grammar.ts';
import { riskOf, worldWith } from './world.ts';

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

it('lets no option of a program that only reads files swallow a file with secrets', () => {
  const readers = [...worldWith().rules.programs].filter(
    ([, { commands, operands }]) =>
      !commands && operands.first.length === 0 && (operands.repeated === 'read' || operands.repeated === 'scan'),
  );
  expect(readers.length).toBeGreaterThan(50);
  const swallowed = readers.flatMap(([name, { options }]) =>
    [...options]
      .filter(([, { value }]) => value !== 'pattern' && value !== 'code')
      .flatMap(([option]) => [`${name} ${option} .env`, `${name} ${option}= .env`, `${name} ${option} -- .env`])
      .filter((command) => riskOf(command) === 'LOW'),
  );
  expect(swallowed).toEqual([]);
});
