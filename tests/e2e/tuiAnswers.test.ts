import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { PendingItem } from '../../src/api/methods.ts';
import { newestCli } from '../../src/claude/lab/cliVersions.ts';
import type { Reply } from '../../src/claude/lab/script.ts';
import { calls, says } from '../../src/claude/lab/script.ts';
import { Desk } from './desk.ts';
import { Stage } from './stage.ts';

/** Approving, denying and answering by the keys of `pcc tui` on the real CLI. pcc itself answers nothing here. */

let stage: Stage;
let id: string;
let desk: Desk;

const done = says('So be it.');
const tail = Array.from({ length: 30 }, (_, index) => `echo step-${index}`).join(' && ');
/** Its end is what matters, and in an 80×24 pane the dialog is cut. */
const long = `${tail} && rm -rf old && echo the-very-end`;

function asks(question: string, header: string, multiSelect: boolean, labels: readonly string[]): Reply[] {
  const options = labels.map((label) => ({ label, description: `What ${label} means` }));
  return [calls('AskUserQuestion', { questions: [{ question, header, multiSelect, options }] }), done];
}

beforeAll(async () => {
  stage = await Stage.set({
    version: newestCli,
    trusted: true,
    script: {
      test: [calls('Bash', { command: 'npm test', description: 'Run the tests' }), done],
      push: [calls('Bash', { command: 'git push origin main', description: 'Push' }), done],
      remove: [calls('Bash', { command: long, description: 'Tidy up' }), done],
      words: [calls('Bash', { command: 'rm -rf old', description: 'Tidy up' }), done],
      one: asks('Which database shall it use?', 'Database', false, ['SQLite', 'PostgreSQL']),
      many: asks('Which features do you want?', 'Features', true, ['Login', 'Search', 'Export']),
      own: asks('What shall it be called?', 'Name', false, ['Alpha', 'Beta']),
    },
  });
  mkdirSync(stage.pccHome, { mode: 0o700 });
  writeFileSync(join(stage.pccHome, 'config.toml'), '[policy]\nmode = "shadow"\n', { mode: 0o600 });
  stage.write('old/file.txt', 'old\n');
  id = await stage.start('--brain', 'none');
  await stage.untilStatus(id, 'the input box', ({ state }) => state === 'idle');
  desk = new Desk(stage, 80, 24);
  await desk.open(id);
});

afterEach(async () => {
  // Whatever a failed test left open.
  desk.terminal.keys('Escape', 'Escape');
  for (const { n } of (await desk.status(id)).pending) await stage.pcc('respond', String(n), 'no');
});

afterAll(async () => {
  desk.dispose();
  await stage.strike();
});

/** A task is given; what it asks is on the human's screen, long enough to be read. */
async function asked(name: string): Promise<PendingItem> {
  await desk.untilStatus(id, 'the input box', ({ state }) => state === 'idle');
  await desk.call('session.send', { id, text: `go on [case:${name}]` });
  const item = await desk.untilPending(id);
  // The word in the title: the dialog itself may be on the screen before the TUI was told that it waits.
  await desk.terminal.until(
    (screen) => /permission|question/.test(screen.split('\n')[0] ?? ''),
    'the state of the pane',
  );
  return item;
}

/** Waits until it is answered and the turn is over; gives the last result that the API got, which is its. */
async function answered(item: PendingItem): Promise<{ text: string; isError: boolean }> {
  await desk.untilStatus(
    id,
    'the answer and the end of the turn',
    ({ pending, state }) => state === 'idle' && pending.every(({ n }) => n !== item.n),
  );
  const result = stage.toolResults().at(-1);
  if (!result) throw new Error('no result');
  return result;
}

it('a: what is harmless is approved with one key', async () => {
  const item = await asked('test');
  expect(item.risk).toBe('LOW');
  desk.shot('permission-low-80x24');
  await desk.canBeRead();
  desk.terminal.keys('a');
  expect((await answered(item)).isError).toBe(false);
});

it('d: it is denied', async () => {
  await asked('push');
  await desk.canBeRead();
  desk.terminal.keys('d');
  await desk.untilStatus(id, 'the refusal', ({ state, pending }) => state === 'idle' && pending.length === 0);
  // A plain no ends the turn: the API is told of it with the next prompt.
  const next = await asked('test');
  await desk.canBeRead();
  desk.terminal.keys('a');
  await answered(next);
  expect(stage.toolResults().map(({ isError }) => isError)).toEqual([false, true, false]);
});

it('a key that comes before anybody can have read the question answers nothing', async () => {
  await desk.untilStatus(id, 'the input box', ({ state }) => state === 'idle');
  const decisions = (await stage.decisions(id)).filter(({ by }) => by === 'human').length;
  await desk.call('session.send', { id, text: 'go on [case:push]' });
  // Whoever leans on the key while nothing is asked has not seen it.
  await desk.until(
    'the question',
    async () => {
      desk.terminal.keys('a');
      return (await desk.status(id)).pending.length;
    },
    (count) => count > 0,
  );
  desk.terminal.keys('a');
  expect((await desk.status(id)).pending).toHaveLength(1);
  expect((await stage.decisions(id)).filter(({ by }) => by === 'human')).toHaveLength(decisions);
});

it('what is dangerous never goes with one key: the whole command is shown first', async () => {
  const item = await asked('remove');
  expect(item.risk).toBe('HIGH');
  await desk.canBeRead();
  desk.terminal.keys('a');
  await desk.terminal.until((screen) => screen.includes('step-0'), 'the form');
  desk.shot('respond-high-80x24');
  expect((await desk.status(id)).pending).toHaveLength(1);
  // All of it can be read, to the very end.
  await desk.until(
    'the end of the command',
    () => {
      const screen = desk.terminal.screen();
      if (!screen.includes('the-very-end')) desk.terminal.keys('PageDown');
      return screen;
    },
    (screen) => screen.includes('the-very-end') && screen.includes('rm -rf old'),
  );
  desk.shot('respond-high-end-80x24');
  desk.terminal.keys('Escape');
  expect((await desk.status(id)).pending).toHaveLength(1);
  expect(stage.has('old/file.txt')).toBe(true);
});

it('r: one of several options', async () => {
  const item = await asked('one');
  desk.terminal.keys('r');
  await desk.terminal.until((screen) => screen.includes(`#${item.n} ${id} · question`), 'the form');
  desk.shot('respond-one-80x24');
  desk.terminal.keys('Down');
  await desk.canBeRead();
  desk.terminal.keys('Enter');
  expect((await answered(item)).text).toContain('\\"=\\"PostgreSQL\\"');
});

it('r: several options', async () => {
  const item = await asked('many');
  desk.terminal.keys('r');
  await desk.terminal.until((screen) => screen.includes(`#${item.n} ${id} · question`), 'the form');
  desk.terminal.keys('Space', 'Down', 'Down', 'Space');
  desk.shot('respond-many-80x24');
  await desk.canBeRead();
  desk.terminal.keys('Enter');
  expect((await answered(item)).text).toContain('\\"=\\"Login, Export\\"');
});

it('r: own words', async () => {
  const item = await asked('own');
  desk.terminal.keys('r');
  await desk.terminal.until((screen) => screen.includes(`#${item.n} ${id} · question`), 'the form');
  await desk.canBeRead();
  desk.terminal.keys('Down', 'Down', 'Enter');
  desk.terminal.type('neither: "Gamma", q');
  await desk.terminal.until((screen) => screen.includes('neither: "Gamma", q'), 'the words');
  desk.shot('respond-words-80x24');
  await desk.canBeRead();
  desk.terminal.keys('Enter');
  expect((await answered(item)).text).toContain('neither: ');
  expect(stage.toolResults().at(-1)?.text).toContain('Gamma');
});
