import { expect, it } from 'vitest';
import { judgeInFull } from '../../src/policy/judge.ts';
import type { Program } from '../../src/policy/shell/grammar.ts';
import { project, worldWith } from './world.ts';

/** Every entry of the grammars that is HIGH, spoken once: by the words that it describes, and by its id. */

const world = worldWith();

interface Entry {
  /** The words that lead to it. */
  readonly words: readonly string[];
  readonly program: Program;
}

function below(words: readonly string[], program: Program): Entry[] {
  const inner = [...(program.commands ?? [])].flatMap(([name, command]) => below([...words, name], command));
  return [{ words, program }, ...inner];
}

const entries = [...world.rules.programs].flatMap(([name, program]) => below([name], program));

/** What is wrong with the verdict on a command that must be HIGH by an id; undefined when nothing is. */
function fault(command: string, id: string): string | undefined {
  const { risk, rules } = judgeInFull({ tool: 'Bash', input: { command }, cwd: project }, world);
  if (risk === 'HIGH' && rules.includes(id)) return undefined;
  return `${command}: ${risk} by ${rules.join(', ')}, not HIGH by ${id}`;
}

/** A word of the shell's own grammar: it is never read as a program. */
const shellWords = new Set(['coproc']);

it('every program and sub-command that is HIGH is judged so, and by its id', () => {
  const grave = entries.filter(({ words: [name = ''], program }) => program.risk === 'HIGH' && !shellWords.has(name));
  expect(grave.length).toBeGreaterThan(3_000);
  expect(grave.flatMap(({ words, program }) => fault(`${words.join(' ')} x`, program.id) ?? [])).toEqual([]);
});

it('every option that is HIGH is judged so, and by its id', () => {
  // Behind the name of a script or tool, options belong to that.
  const own = entries.filter(({ program }) => program.check !== 'script-or-tool');
  const spoken = own.flatMap(({ words, program }) =>
    [...program.options].flatMap(([name, { risk, value, optional }]) => {
      if (risk !== 'HIGH') return [];
      const given = value === undefined ? name : `${name}${optional ? '=' : ' '}x`;
      return { command: `${words.join(' ')} ${given}`, id: `${program.id}${name.startsWith('--') ? '' : ' '}${name}` };
    }),
  );
  expect(spoken.length).toBeGreaterThan(30_000);
  expect(spoken.flatMap(({ command, id }) => fault(command, id) ?? [])).toEqual([]);
});
