import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { judge } from '../../src/policy/judge.ts';
import type { Risk } from '../../src/policy/verdict.ts';
import { risks } from '../../src/policy/verdict.ts';
import { project, riskOf, worldWith } from './world.ts';

const world = worldWith();

function commandsOf(name: string): string[] {
  return readFileSync(new URL(`../fixtures/policy/${name}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { input: JsonObject }).input['command'])
    .filter((command) => typeof command === 'string');
}

const commands = [...commandsOf('risk-examples.jsonl'), ...commandsOf('own-examples.jsonl')];

/** One plain command line whose words can be told apart without a parser. */
const plain = commands.filter((command) => /^[\w./-]+(?: [\w./:@=,+-]+)*$/.test(command));

function gravity(risk: Risk): number {
  return risks.indexOf(risk);
}

/** Each keeps the meaning in bash, or adds to it; none may make a call look more harmless. */
const mutations: Readonly<Record<string, (command: string) => string>> = {
  'double quotes around each word': (command) => command.replace(/[^ ]+/g, '"$&"'),
  'single quotes around each word': (command) => command.replace(/[^ ]+/g, "'$&'"),
  'a quote inside each word': (command) => command.replace(/[^ ]+/g, (word) => `${word.charAt(0)}''${word.slice(1)}`),
  'a backslash before each letter': (command) => command.replace(/[A-Za-z]/g, '\\$&'),
  'ANSI-C quotes': (command) =>
    command.replace(
      /[^ ]+/g,
      (word) =>
        `$'${word
          .split('')
          .map((char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
          .join('')}'`,
    ),
  'octal ANSI-C quotes': (command) =>
    command.replace(
      /[^ ]+/g,
      (word) =>
        `$'${word
          .split('')
          .map((char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)
          .join('')}'`,
    ),
  'line continuations between words': (command) => command.replaceAll(' ', ' \\\n '),
  'a line continuation inside each word': (command) =>
    command.replace(/[^ ]+/g, (word) => `${word.charAt(0)}\\\n${word.slice(1)}`),
  'more blanks': (command) => command.replaceAll(' ', ' \t  '),
  'a subshell': (command) => `(${command})`,
  'a group': (command) => `{ ${command}; }`,
  'behind a harmless command': (command) => `true && ${command}`,
  'behind a newline': (command) => `true\n${command}`,
  'in a pipeline': (command) => `${command} | cat`,
  'behind a pipeline': (command) => `true | ${command}`,
  'in a condition': (command) => `if ${command}; then true; fi`,
  'in a branch': (command) => `if true; then ${command}; fi`,
  'in a loop': (command) => `for x in 1; do ${command}; done`,
  'in a loop with a counter': (command) => `while true; do ${command}; done`,
  'in a case': (command) => `case x in x) ${command};; esac`,
  'in a substitution': (command) => `echo "$(${command})"`,
  'in backticks': (command) => `echo \`${command}\``,
  'in a process substitution': (command) => `cat <(${command})`,
  'in an unquoted heredoc': (command) => `cat <<END\n$(${command})\nEND`,
  negated: (command) => `! ${command}`,
  timed: (command) => `time ${command}`,
  'behind timeout': (command) => `timeout -k 1 30 ${command}`,
  'behind nice': (command) => `nice -n 5 ${command}`,
  'behind env': (command) => `env CI=1 ${command}`,
  'behind command': (command) => `command ${command}`,
  'behind nohup': (command) => `nohup ${command}`,
  'behind stdbuf': (command) => `stdbuf -oL ${command}`,
  'behind a shell': (command) => `bash -c '${command}'`,
  'behind two shells': (command) => `sh -c "bash -c '${command}'"`,
  'behind find': (command) => `find src -exec ${command} \\;`,
  'with output thrown away': (command) => `${command} > /dev/null 2>&1`,
  'with a comment': (command) => `${command} # harmless, approved`,
};

describe('mutations that keep the meaning never lower a class', () => {
  it('has enough commands to mutate', () => expect(plain.length).toBeGreaterThan(500));

  it.each(Object.entries(mutations))('%s', (_name, mutate) => {
    const lowered = plain
      .map((command) => ({
        command,
        before: riskOf(command, world),
        mutant: mutate(command),
        after: riskOf(mutate(command), world),
      }))
      .filter(({ before, after }) => gravity(after) < gravity(before));
    expect(lowered).toEqual([]);
  });

  it('holds for several mutations at once', () => {
    const names = Object.keys(mutations).filter((name) => !name.includes('shell') && !name.includes('find'));
    fc.assert(
      fc.property(
        fc.constantFrom(...plain),
        fc.array(fc.constantFrom(...names), { minLength: 2, maxLength: 2 }),
        (command, chosen) => {
          const quoted = chosen.map((name) => mutations[name]);
          const wrapped = quoted.reduce(
            (text, mutate) => (mutate && /^[\w./-]+(?: [\w./:@=,+-]+)*$/.test(text) ? mutate(text) : `true; ${text}`),
            command,
          );
          return gravity(riskOf(wrapped, world)) >= gravity(riskOf(command, world));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('takes the gravest of two commands', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...plain),
        fc.constantFrom(...plain),
        fc.constantFrom(' && ', '; ', ' || ', '\n', ' | '),
        (a, b, between) => {
          const both = gravity(riskOf(`${a}${between}${b}`, world));
          return (
            both >= gravity(riskOf(a, world)) &&
            (both >= gravity(riskOf(b, world)) || between === ' | ' || /^(?:cd|pushd|exit)\b/.test(a))
          );
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('keeps the substance under everyday wrapping: LOW stays LOW', () => {
    const low = plain.filter((command) => riskOf(command, world) === 'LOW' && !/^(?:exit|exec|cd)\b/.test(command));
    for (const name of [
      'double quotes around each word',
      'a subshell',
      'behind a harmless command',
      'in a branch',
      'timed',
      'behind timeout',
      'with output thrown away',
      'more blanks',
    ]) {
      const raised = low.filter((command) => riskOf(mutations[name]?.(command) ?? '', world) !== 'LOW');
      expect({ name, raised }).toEqual({ name, raised: [] });
    }
  });
});

describe('whatever comes in', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          '$(',
          ')',
          '`',
          '"',
          "'",
          '{',
          '}',
          ';',
          '&',
          '|',
          '<',
          '>',
          '<<E\n',
          '\nE\n',
          ' ',
          '\n',
          '\\',
          'rm',
          '-rf',
          'x',
          '((',
          '))',
          '[[',
          ']]',
          'if',
          'then',
          'fi',
          'for',
          'in',
          'do',
          'done',
          'case',
          'esac',
          '=',
          '$',
          '*',
          '?',
          '~',
          '/',
          '..',
          '!',
          '#',
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join('')),
  );

  it('is judged without a defect', () => {
    fc.assert(
      fc.property(anything, (command) => {
        const verdict = judge({ tool: 'Bash', input: { command }, cwd: project }, world);
        return !verdict.rules.includes('judge-failed');
      }),
      { numRuns: 10_000 },
    );
  });

  it('never lets a destructive command pass behind random text', () => {
    fc.assert(
      fc.property(anything, (text) => riskOf(`rm -rf ~/data\n${text}`, world) === 'HIGH'),
      { numRuns: 3_000 },
    );
  });

  it('judges any JSON as the input of any tool without a defect', () => {
    const tools = [
      'Bash',
      'Read',
      'Write',
      'Edit',
      'MultiEdit',
      'NotebookEdit',
      'Glob',
      'Grep',
      'LS',
      'WebFetch',
      'WebSearch',
      'Task',
      'Skill',
      'SlashCommand',
      'mcp__a__b',
      'x',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...tools),
        fc.dictionary(
          fc.constantFrom('command', 'file_path', 'path', 'pattern', 'url', 'query', 'content', 'edits', 'glob'),
          fc.jsonValue(),
        ),
        (tool, input) => {
          const verdict = judge({ tool, input: input, cwd: project }, world);
          return verdict.reasons.length > 0 && verdict.rules.length > 0 && !verdict.rules.includes('judge-failed');
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('ends in good time on the worst inputs of the size that is allowed', () => {
    const worst = [
      '('.repeat(8_000),
      '$('.repeat(5_000),
      '`'.repeat(9_000),
      '{'.repeat(9_000),
      `echo ${'{a,b}'.repeat(2_000)}`,
      'a;'.repeat(8_000),
      `[[ ${'! '.repeat(5_000)} -v 'a[$(x)]' ]]`,
      '<<A '.repeat(3_000),
      '"$('.repeat(4_000),
      'a|'.repeat(8_000),
      `echo ${'*'.repeat(9_000)}`,
      `sed ${"'s/a/b/;".repeat(1_500)}'`,
      `awk '${'/a'.repeat(6_000)}'`,
      `cat ${'../'.repeat(4_000)}x`,
    ];
    for (const command of worst) {
      const before = process.cpuUsage();
      expect(risks).toContain(riskOf(command, world));
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_500);
    }
  });
});
