import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionNames } from '../scripts/docs/library.ts';
import { notificationNames } from '../scripts/docs/notifications.ts';
import { referenceText } from '../scripts/docs/reference.ts';
import { routes, rpcAliases } from '../src/api/faces.ts';
import { methods } from '../src/api/methods.ts';
import { isErrorCode } from '../src/base/errors.ts';
import { parseCommandLine } from '../src/cli/program.ts';
import { verbs } from '../src/cli/verbs.ts';
import { hookEvents } from '../src/daemon/hooks/hookFiles.ts';
import { isSettingKey, settings } from '../src/daemon/settings.ts';
import { mcpTools } from '../src/server/mcp/table.ts';
import { ownPages } from '../src/server/openapi.ts';

/**
 * What the README has people type is there, and so are the files that ARCHITECTURE.md is the map of. Whatever can be called, set or
 * heard stands in REFERENCE.md.
 */

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

const map = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');

/** Words between the signs of code, once each, that have this form. */
function named(text: string, form: RegExp): string[] {
  return [
    ...new Set([...text.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word).filter((word) => form.test(word))),
  ];
}

describe.each([
  ['README.md', readme],
  ['ARCHITECTURE.md', map],
])('%s names only what there is:', (_, text) => {
  it('methods, notifications and settings', () => {
    const known = [...Object.keys(methods), ...notificationNames(root), ...Object.keys(settings)];
    const groups = new Set(known.filter((name) => name.includes('.')).map((name) => name.split('.')[0]));
    const found = named(text, /^[a-z]+\.[A-Za-z_]+$/).filter(
      (name) => groups.has(name.split('.')[0]) && !/\.(?:ts|toml|yaml|json|md|sh|mjs)$/.test(name),
    );
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('routes and pages', () => {
    const known = [...routes, ...ownPages.map(({ path }) => ({ verb: 'GET', path }))];
    const told = [...text.matchAll(/\b(GET|POST|DELETE) (\/[\w./{}-]*)/g)].map(([, verb, path]) => ({ verb, path }));
    const asked = [...text.matchAll(/\$URL(\/[\w./$-]*)/g)].map(([, path = '']) => path.replace(/\$[A-Z]+/g, '{id}'));
    expect(told.filter(({ verb, path }) => !known.some((one) => one.verb === verb && one.path === path))).toEqual([]);
    expect(asked.filter((path) => !known.some((one) => one.path === path))).toEqual([]);
  });

  it('events of hooks', () => {
    const found = [...text.matchAll(/\b(?:pre|post|on)-(?:execution|error|decision|escalation)\b/g)].map(
      ([name]) => name,
    );
    expect(found.filter((name) => !(hookEvents as readonly string[]).includes(name))).toEqual([]);
  });
});

describe('the README, of what programs use,', () => {
  it('names only tools and fields that there are', () => {
    const fields = ['files_created', 'files_modified', 'execution_uuid'];
    const known = [...mcpTools.map(({ name }) => name), ...Object.keys(rpcAliases), ...fields];
    const found = named(readme, /^[a-z]+(?:_[a-z]+)+$/).filter((word) => !isErrorCode(word));
    expect(found.filter((word) => !known.includes(word))).toEqual([]);
  });

  it('names every event of hooks, every kind of verb and every function', () => {
    const groups = new Set(verbs.filter(({ hidden }) => hidden !== true).map(({ name }) => name.split(' ')[0] ?? ''));
    expect([...groups].filter((group) => !new RegExp(`\\bpcc ${group}\\b`).test(readme))).toEqual([]);
    expect(hookEvents.filter((event) => !readme.includes(`\`${event}\``))).toEqual([]);
    expect(functionNames(root).filter((name) => !readme.includes(`${name}(`))).toEqual([]);
  });
});

describe('REFERENCE.md', () => {
  const reference = readFileSync(join(root, 'REFERENCE.md'), 'utf8');
  const sections = new Map(reference.split(/^#{2,3} /m).map((part) => [part.split('\n', 1)[0] ?? '', part]));
  /** Those of some words that do not stand in a section between the signs of code. */
  const missing = (section: string, words: readonly string[]): string[] =>
    words.filter((word) => !sections.get(section)?.includes(`\`${word.replaceAll('|', '\\|')}`));

  it('is what the tables say now: `npm run docs` writes it anew', () => {
    const [is, should] = [reference.split('\n'), referenceText(root).split('\n')];
    expect(is.filter((line) => !should.includes(line))).toEqual([]);
    expect(should.filter((line) => !is.includes(line))).toEqual([]);
    expect(is.length).toBe(should.length);
  });

  it.each(Object.entries(methods))('has %s with its parameters', (name, { params }) => {
    expect(missing(name, Object.keys(params.shape))).toEqual([]);
  });

  it('has every route, tool, event, notification and setting', () => {
    const served = [...routes, ...ownPages.map(({ path }) => ({ verb: 'GET', path }))];
    expect(
      missing(
        'HTTP',
        served.map(({ verb, path }) => `${verb} ${path}`),
      ),
    ).toEqual([]);
    expect(mcpTools.map(({ name }) => name).filter((name) => !sections.has(name))).toEqual([]);
    expect(missing('Hooks', hookEvents)).toEqual([]);
    expect(missing('Notifications', notificationNames(root))).toEqual([]);
    expect(missing('Settings', Object.keys(settings))).toEqual([]);
    expect(functionNames(root).filter((name) => !sections.has(name))).toEqual([]);
  });

  it.each(verbs.filter(({ hidden }) => hidden !== true))('has pcc $name with its arguments and options', (verb) => {
    expect(
      missing(
        `pcc ${verb.name}`,
        [...verb.args, ...verb.options].map(([words]) => words),
      ),
    ).toEqual([]);
  });

  it('links only to what it has', () => {
    const anchors = [...sections.keys()].map((title) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    const links = [...reference.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  const paths = ['src', 'tests', 'rules', 'demo', 'scripts'].flatMap((folder) => [
    `/${folder}`,
    ...readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => `/${folder}/${path}`),
  ]);
  const files = new Set([...map.matchAll(/`([\w./*-]+(?:\.(?:ts|yaml)|\/))`/g)].map(([, name = '']) => name));

  /** Rows of the table of layers for which nothing is there yet. */
  const reserved = ['human/', 'memory/', 'knowledge/'];

  it('has a row for every folder of src, and a door for every package', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const rows = map.split('\n').filter((line) => line.startsWith('| `'));
    expect(folders.map(({ name }) => name).filter((name) => !rows.some((row) => row.includes(`\`${name}/\``)))).toEqual(
      [],
    );
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
    // Those of a scope may stand together.
    const isTold = (name: string): boolean =>
      [name, `${name.split('/')[0] ?? ''}/*`].some((form) => map.includes(`\`${form}\``));
    expect(Object.keys(dependencies).filter((name) => !isTold(name))).toEqual([]);
  });

  it('names files and folders that are there', () => {
    expect(files.size).toBeGreaterThan(100);
    // A name may be told without the folders before it, and a `*` stands for the rest of it.
    const isThere = (name: string): boolean => {
      const [first = '', rest] = name.replace(/\/$/, '').split('*');
      return paths.some((path) => (rest === undefined ? path.endsWith(`/${first}`) : path.includes(`/${first}`)));
    };
    expect([...files].filter((name) => !isThere(name))).toEqual(reserved);
  });
});
