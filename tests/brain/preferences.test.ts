import { describe, expect, it, test } from 'vitest';
import { preferencesIn } from '../../src/brain/preferences.ts';
import { limits } from '../../src/limits.ts';

function linesOf(text: string): string[] {
  return preferencesIn(text).map(({ topic, wish }) => (topic === '' ? wish : `${topic} = ${wish}`));
}

describe('lines of a section of preferences', () => {
  test.each([
    ['- Database: SQLite', 'Database = SQLite'],
    ['* **Database**: SQLite', 'Database = SQLite'],
    ['- `Database`: SQLite.', 'Database = SQLite'],
    ['1. Database: SQLite', 'Database = SQLite'],
    ['Database: SQLite', 'Database = SQLite'],
    ['- Database = SQLite', 'Database = SQLite'],
    ['- Database → SQLite', 'Database = SQLite'],
    ['- Database — SQLite', 'Database = SQLite'],
    ['- Database - SQLite', 'Database = SQLite'],
    ['| Database | SQLite |', 'Database = SQLite'],
    ['- Prefer SQLite over PostgreSQL', 'Prefer SQLite over PostgreSQL'],
    ['- Use SQLite.', 'Use SQLite'],
    ['- Never use MongoDB', 'Never use MongoDB'],
    ['- Do not use classes', 'Do not use classes'],
    ['- Always run the tests before committing', 'Always run the tests before committing'],
    ['- You may commit.', 'You may commit'],
    ['- Use [Vitest](https://vitest.dev)', 'Use Vitest'],
    ['- [ ] Database: SQLite', undefined],
    ['- [x] Use SQLite', undefined],
    ['> Use SQLite', undefined],
    ['|---|---|', undefined],
    ['', undefined],
    ['---', undefined],
  ])('%s', (line, expected) => {
    expect(linesOf(`## Preferences\n\n${line}\n`)).toEqual(expected === undefined ? [] : [expected]);
  });

  it('are sentences in a paragraph', () => {
    expect(linesOf('# Preferences\nUse SQLite. Never use MongoDB.')).toEqual(['Use SQLite', 'Never use MongoDB']);
  });
});

describe('a section', () => {
  test.each([
    ['# Preferences'],
    ['###### My preferences'],
    ['## Decisions'],
    ['## Decision'],
    ['## Coding conventions'],
    ['## Constraints:'],
    ['## Answers to common questions'],
    ['## Tech stack'],
    ['**Preferences**'],
    ['**Preferences:**'],
    ['Preferences:'],
  ])('is headed %s', (heading) => {
    expect(linesOf(`# Shop\n\nUse nothing of this.\n\n${heading}\n\n- Use SQLite\n`)).toEqual(['Use SQLite']);
  });

  test.each([['# Tasks'], ['## Features'], ['**Tasks**'], ['Intro']])('is not headed %s', (heading) => {
    expect(linesOf(`${heading}\n\n- Use SQLite\n`)).toEqual([]);
  });

  it('ends with the next heading of its depth', () => {
    expect(linesOf('# A\n## Preferences\n- Use SQLite\n## Tasks\n- Use Redis')).toEqual(['Use SQLite']);
    expect(linesOf('## Preferences\n- Use SQLite\n# Tasks\n- Use Redis')).toEqual(['Use SQLite']);
    expect(linesOf('**Preferences**\n- Use SQLite\n**Tasks**\n- Use Redis')).toEqual(['Use SQLite']);
  });

  it('gives its inner headings as topics', () => {
    expect(linesOf('# Preferences\n## Database\n- SQLite\n## Tests\n- Runner: Vitest')).toEqual([
      'Database = SQLite',
      'Runner = Vitest',
    ]);
  });

  it('says nothing in code and comments', () => {
    expect(linesOf('# Preferences\n```\n- Use Redis\n```\n<!-- - Use Redis -->\n- Use SQLite')).toEqual(['Use SQLite']);
  });
});

it('is bounded', () => {
  const many = preferencesIn(`# Preferences\n${'- Use SQLite and more of it\n'.repeat(5_000)}`);
  expect(many).toHaveLength(limits.preferencesMax);
  const [long] = preferencesIn(`# Preferences\n- ${'x'.repeat(100_000)}`);
  expect(long?.wish).toHaveLength(limits.preferenceCharsMax);
});
