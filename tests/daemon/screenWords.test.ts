import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replayFile } from '../../src/daemon/replay.ts';
import type { LiveWords } from '../../src/daemon/screenWords.ts';
import { readWords, watchWords, wordsFileName } from '../../src/daemon/screenWords.ts';
import { shippedRulesFolder } from '../../src/daemon/yamlFiles.ts';
import type { Reading } from '../../src/screen/reading.ts';
import { castOf, labelOf, recording } from '../screen/recordings.ts';
import { afterTest, tempFolder, until } from '../terminal/harness.ts';
import { decisionsOf, makeRig, quietly, startPuppet, untilTyped } from './rig.ts';

const shipped = shippedRulesFolder();

/** A later version of the CLI that words its dialogs otherwise. */
const reworded = (text: string): string => text.replaceAll('Bash command', 'Shell request');
const own = [
  'schema: 1',
  "titles: [{ id: shell, form: '^Shell request', tool: Bash, family: command, examples: [Shell request] }]",
].join('\n');

/** All that came out of a recording until it first shows a permission. */
function drawnUntilPermission(name: string): string {
  const from = recording('2.1.329', name);
  const { t } = labelOf(from, 'permission');
  return from.events
    .filter((event) => event.code === 'o' && event.atS <= t)
    .map((event) => event.data)
    .join('');
}

function watched(folder: string): LiveWords {
  const live = watchWords({ shipped, user: join(folder, 'rules') });
  afterTest(() => {
    live.dispose();
  });
  return live;
}

describe('wordings that follow their files', () => {
  it('are taken over, kept while the file is broken, and given up with it', async () => {
    const folder = tempFolder();
    const file = join(folder, 'rules', wordsFileName);
    const live = watched(folder);
    const knows = (): boolean => live.current.titles.some(({ id }) => id === 'shell');
    expect(knows()).toBe(false);
    mkdirSync(join(folder, 'rules'));
    writeFileSync(file, own);
    await until('the new wording', knows);
    writeFileSync(file, `${own}\nplan: [{ id: a, form: '(a+)+' }]\n`);
    await until('the problem', () => live.problems.length > 0);
    expect(live.problems).toMatchObject([
      { file, sentence: expect.stringMatching(/line 3, column.*repeats a group/) as string },
    ]);
    expect(knows()).toBe(true);
    rmSync(file);
    await until('the shipped wordings', () => !knows());
    expect(live.problems).toEqual([]);
  });

  it('follow the shipped file too', async () => {
    const folder = tempFolder();
    const mine = join(folder, 'shipped');
    mkdirSync(mine);
    copyFileSync(join(shipped, wordsFileName), join(mine, wordsFileName));
    const live = watchWords({ shipped: mine });
    afterTest(() => {
      live.dispose();
    });
    const before = live.current;
    writeFileSync(join(mine, wordsFileName), 'schema: 7\n');
    await until('the problem', () => live.problems.length > 0);
    expect(live.current.titles.length).toBe(before.titles.length);
  });
});

const deep = `words: ${'['.repeat(3_000)}\n`;

/** What makes turning a document into values fail, each with the line that is to be named. */
const unusable: readonly (readonly [string, string, RegExp])[] = [
  [
    'an alias of nothing',
    'schema: 1\nlabels: [{ id: a, words: [*Yes], kind: no }]\n',
    /line 2, column 27: Unresolved alias/,
  ],
  ['aliases without end', `a: &a [1]\nb: [${'*a,'.repeat(300)}]\n`, /line 2, column 5: Excessive alias count/],
  ['a depth without end', deep, /line 1, column 48: the file is nested more than 40 levels deep/],
];

describe('a file of the user that cannot be turned into values', () => {
  it.each(unusable)('%s ends nothing, at the start or later', async (_what, text, sentence) => {
    const folder = tempFolder();
    const file = join(folder, 'rules', wordsFileName);
    mkdirSync(join(folder, 'rules'));
    const live = watched(folder);
    await until('it is followed', () => {
      writeFileSync(file, own);
      return live.current.titles.some(({ id }) => id === 'shell');
    });
    writeFileSync(file, text);
    await until('the problem', () => live.problems.length > 0);
    expect(live.problems).toMatchObject([{ file, sentence: expect.stringMatching(sentence) as string }]);
    expect(live.current.titles.some(({ id }) => id === 'shell')).toBe(true);
    expect(watched(folder).problems).toMatchObject([{ file, sentence: expect.stringMatching(sentence) as string }]);
  });
});

describe('both files changed at once', () => {
  it('are compiled together, never the new one with the old', async () => {
    const folder = tempFolder();
    const [mine, user] = [join(folder, 'shipped'), join(folder, 'rules')];
    mkdirSync(mine);
    mkdirSync(user);
    const words = readFileSync(join(shipped, wordsFileName), 'utf8');
    writeFileSync(join(mine, wordsFileName), words);
    writeFileSync(join(user, wordsFileName), 'schema: 1\ntitles: [{ id: bash, remove: true }]\n');
    const live = watchWords({ shipped: mine, user });
    afterTest(() => {
      live.dispose();
    });
    expect(live.problems).toEqual([]);
    // The row that the user's file takes away has another name from now on.
    writeFileSync(join(mine, wordsFileName), words.replace('id: bash,', 'id: bash-new,'));
    writeFileSync(join(user, wordsFileName), 'schema: 1\ntitles: [{ id: bash-new, remove: true }]\n');
    const knows = (id: string): boolean => live.current.titles.some((title) => title.id === id);
    await until('the first reading', () => !knows('bash') && !knows('bash-new') && live.problems.length === 0);
    writeFileSync(join(user, wordsFileName), 'schema: 1\n');
    await until('the new row', () => knows('bash-new'));
  });
});

describe('a changed wording on the screen of a live session', () => {
  it('asks a person until the wording is known, and is answered as soon as it is', async () => {
    const folder = tempFolder();
    const live = watched(folder);
    const rig = await makeRig({ words: () => live.current, config: { 'typing.dialog_age_ms': 0 } });
    live.onChange(() => {
      rig.sessions.rereadScreens();
    });
    const puppet = await startPuppet(rig, { cols: 80, rows: 24 });
    const text = reworded(drawnUntilPermission('bash-simple-80x24'));
    expect(text).toContain('Shell request');
    puppet.calls('call-1', 'npm test');
    await puppet.show(text);
    // A permission of nobody knows what: the transcript's call is not what it shows.
    await until(
      'a person is asked',
      () => decisionsOf(rig, puppet.id).some(({ action }) => action === 'escalate'),
      30_000,
    );
    await quietly(300);
    expect(puppet.typed()).toBe('');
    mkdirSync(join(folder, 'rules'));
    writeFileSync(join(folder, 'rules', wordsFileName), own);
    await untilTyped(puppet, '1');
    expect(decisionsOf(rig, puppet.id).at(-1)).toMatchObject({ tool: 'Bash', action: 'approve', by: 'policy' });
  });
});

describe('a replay', () => {
  it('reads with the wordings of the home', async () => {
    const home = tempFolder();
    mkdirSync(join(home, 'rules'));
    writeFileSync(join(home, 'rules', wordsFileName), 'schema: 1\ntitles: [{ id: bash, remove: true }]\n');
    const states = async (options: { home?: string }): Promise<Set<string>> => {
      const seen = new Set<string>();
      for await (const line of replayFile(castOf('2.1.329', 'bash-simple-80x24'), { decide: false, ...options }))
        seen.add((line as Reading).state);
      return seen;
    };
    expect([...(await states({}))]).toContain('permission');
    const tools: string[] = [];
    for await (const line of replayFile(castOf('2.1.329', 'bash-simple-80x24'), { decide: false, home }))
      if ((line as Reading).state === 'permission') tools.push((line as Reading & { tool: string }).tool);
    expect(tools).not.toContain('Bash');
    writeFileSync(join(home, 'rules', wordsFileName), 'schema: 1\ntitles: 3\n');
    await expect(states({ home })).rejects.toThrow(/screens\.yaml, line 2/);
  });

  it('of the shipped wordings alone is what reading them once gives', () => {
    expect(readWords({ shipped }).titles.map(({ id }) => id)).toContain('bash');
  });
});
