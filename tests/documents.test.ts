import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../src/cli/program.ts';
import { verbs } from '../src/cli/verbs.ts';
import { isSettingKey, settings } from '../src/daemon/settings.ts';

/** What the README has people type is there, and so are the files that ARCHITECTURE.md is the map of. */

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const [prose, code] = [readme.replace(/^```[^]*?^```$/gm, ''), [...readme.matchAll(/^```sh\n([^]*?)^```$/gm)]];

/** The command lines of a text: without comments, those between semicolons one by one. */
function commandLines(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => line.replace(/(?:^|\s+)#\s.*$/, '').split(/;\s+|\s+&&\s+/))
    .map((line) => line.trim());
}

/** The words of a command line, whose quotes hold no quotes. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

/** The verbs that a text of the prose names, where those of a group may stand together: `pcc rules list|why|test`. */
function verbsNamed(line: string): string[] {
  const [first = '', second = ''] = wordsOf(line).slice(1);
  const isGroup = verbs.some(({ name }) => name.startsWith(`${first} `));
  return isGroup ? second.split('|').map((word) => `${first} ${word}`) : [first];
}

const inline = [...prose.matchAll(/`(pcc [^`<]+)`/g)].map(([, text = '']) => text.replaceAll('\n', ' '));
const examples = code.flatMap(([, text = '']) => commandLines(text)).filter((line) => line.startsWith('pcc '));

describe('the README', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(30);
    expect(inline.length).toBeGreaterThan(30);
  });

  it.each(examples)('%s: can be parsed', (line) => {
    expect(parseCommandLine(wordsOf(line).slice(1), verbs, '0').type).toBe('verb');
  });

  it.each(inline)('%s: names a verb and options that it has', (line) => {
    for (const name of verbsNamed(line)) {
      const verb = verbs.find((other) => other.name === name);
      expect([name, verb?.name]).toEqual([name, name]);
      const options = verb?.options.map(([flags]) => flags).join(' ') ?? '';
      for (const [option] of line.matchAll(/--[a-z-]+/g)) expect(options).toContain(option);
    }
  });

  it('names settings that there are', () => {
    const groups = new Set(Object.keys(settings).map((key) => key.split('.')[0]));
    const named = [...readme.matchAll(/\b([a-z]+)\.([a-z_]+)\b/g)].filter(
      ([key, group]) => groups.has(group) && !/\.(?:cast|json|md|toml|ts|yaml)$/.test(key),
    );
    expect(named.length).toBeGreaterThan(15);
    expect(named.map(([key]) => key).filter((key) => !isSettingKey(key))).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  const map = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const paths = ['src', 'tests', 'rules', 'demo'].flatMap((folder) => [
    `/${folder}`,
    ...readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => `/${folder}/${path}`),
  ]);
  const named = new Set([...map.matchAll(/`([\w./*-]+(?:\.(?:ts|yaml)|\/))`/g)].map(([, name = '']) => name));

  /** Rows of the table of layers for which nothing is there yet. */
  const reserved = ['human/', 'memory/', 'knowledge/', 'sdk/'];

  it('names files and folders that are there', () => {
    expect(named.size).toBeGreaterThan(100);
    // A name may be told without the folders before it, and a `*` stands for the rest of it.
    const isThere = (name: string): boolean => {
      const [first = '', rest] = name.replace(/\/$/, '').split('*');
      return paths.some((path) => (rest === undefined ? path.endsWith(`/${first}`) : path.includes(`/${first}`)));
    };
    expect([...named].filter((name) => !isThere(name))).toEqual(reserved);
  });
});
