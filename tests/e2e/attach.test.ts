import { afterEach, beforeEach, expect, it } from 'vitest';
import { newestCli } from '../../src/claude/lab/cliVersions.ts';
import { calls, says } from '../../src/claude/lab/script.ts';
import { Tmux } from '../cli/tmux.ts';
import { Stage } from './stage.ts';

/** A human at the live terminal, in a real tmux, with the real CLI behind it. */

let stage: Stage;
const terminals: Tmux[] = [];

beforeEach(async () => {
  stage = await Stage.set({
    version: newestCli,
    trusted: true,
    script: {
      test: [calls('Bash', { command: 'npm test', description: 'Run the tests' }), says('All green.')],
      lines: [calls('Bash', { command: 'wc -l src/index.ts', description: 'Count the lines' }), says('One line.')],
      hello: [says('Hello to you.')],
    },
  });
});

afterEach(async () => {
  for (const terminal of terminals.splice(0)) terminal.dispose();
  await stage.strike();
});

function open(cols = 100, rows = 30): Tmux {
  const terminal = new Tmux(cols, rows);
  terminals.push(terminal);
  return terminal;
}

async function attached(id: string, terminal = open()): Promise<Tmux> {
  terminal.type(`${stage.command} attach ${id}`);
  terminal.keys('Enter');
  await terminal.until((screen) => /^❯/m.test(screen) && !screen.includes('attach '), 'the input box', 40_000);
  return terminal;
}

async function detached(terminal: Tmux): Promise<void> {
  terminal.keys('C-]', 'd');
  await terminal.until((screen) => /^\$ *$/m.test(screen), 'the shell');
}

function idle(id: string): Promise<unknown> {
  return stage.untilStatus(id, 'the input box', ({ state }) => state === 'idle');
}

/** Another session is started and does its task: whatever was due in one that was there before has had its time. */
async function worksElsewhere(task: string): Promise<void> {
  const { queue } = await stage.untilDone(await stage.start('--task', task));
  expect(queue).toHaveLength(1);
}

it('typed text arrives exactly once, pcc keeps its hands off, and answers once the human has left', async () => {
  const id = await stage.start();
  await idle(id);
  const terminal = await attached(id);
  expect((await stage.status(id)).humans).toBe(1);
  terminal.type('run the tests for me [case:test]');
  await terminal.until((screen) => screen.includes('[case:test]'), 'the typed text');
  terminal.keys('Enter');
  await terminal.until((screen) => screen.includes('Do you want to proceed?'), 'the dialog', 40_000);
  await stage.untilStatus(id, 'the dialog', ({ state }) => state === 'permission');
  // A dialog that comes later, in a session that nobody holds, is approved meanwhile.
  await worksElsewhere('count them [case:lines]');
  expect(await stage.decisions(id)).toEqual([]);
  expect(terminal.screen()).toContain('Do you want to proceed?');
  expect(stage.toolResults()).toHaveLength(1);
  await detached(terminal);
  await idle(id);
  expect((await stage.decisions(id)).map(({ tool, action, by, outcome }) => [tool, action, by, outcome])).toEqual([
    ['Bash', 'approve', 'policy', 'confirmed'],
  ]);
  expect(stage.promptsSent('[case:test]')).toBe(1);
  expect((await stage.status(id)).humans).toBe(0);
});

it('two humans see the same, and the terminals are given back as they were', async () => {
  const id = await stage.start();
  await idle(id);
  const [first, second] = [open(), open()];
  for (const terminal of [first, second]) {
    terminal.type('stty -g > before_$$; clear');
    terminal.keys('Enter');
    await attached(id, terminal);
  }
  expect((await stage.status(id)).humans).toBe(2);
  first.type('[case:hello] from the first');
  await second.until((screen) => screen.includes('[case:hello] from the first'), 'what the other typed');
  const body = (screen: string): string => screen.trimEnd();
  await second.until((screen) => body(screen) === body(first.screen()), 'the same screen');
  second.keys('Enter');
  await first.until((screen) => screen.includes('Hello to you.'), 'the answer', 40_000);
  await detached(first);
  expect((await stage.status(id)).humans).toBe(1);
  await detached(second);
  for (const terminal of [first, second]) {
    terminal.type('clear; stty -g | cmp - before_$$ && echo as-it-was; rm before_$$');
    terminal.keys('Enter');
    await terminal.until((screen) => /^as-it-was$/m.test(screen), 'the same terminal settings');
    expect(terminal.ask('#{alternate_on} #{mouse_any_flag}')).toBe('0 0');
  }
  expect(stage.promptsSent('[case:hello]')).toBe(1);
});

it('a draft that the human leaves behind is not typed over', async () => {
  const id = await stage.start();
  await idle(id);
  const terminal = await attached(id);
  terminal.type('half a thought');
  await terminal.until((screen) => screen.includes('half a thought'), 'the draft');
  await detached(terminal);
  await stage.untilStatus(id, 'the draft', ({ state }) => state === 'draft');
  expect((await stage.pcc('send', id, 'say hello [case:hello]')).code).toBe(0);
  await worksElsewhere('count them [case:lines]');
  expect((await stage.status(id)).queue.map(({ state }) => state)).toEqual(['queued']);
  expect(stage.promptsSent('[case:hello]')).toBe(0);
  await attached(id, terminal);
  terminal.keys('C-u');
  await terminal.until((screen) => !screen.includes('half a thought'), 'the empty box');
  await detached(terminal);
  await stage.untilDone(id);
  expect(stage.promptsSent('[case:hello]')).toBe(1);
  expect(stage.promptsSent('half a thought')).toBe(0);
});
