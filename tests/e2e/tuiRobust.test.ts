import { execFile, spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newestCli } from '../../src/claude/lab/cliVersions.ts';
import { calls, heldBy, says } from '../../src/claude/lab/script.ts';
import { limits } from '../../src/limits.ts';
import { Tmux } from '../cli/tmux.ts';
import { cellsIn } from './cells.ts';
import type { DeskOptions } from './desk.ts';
import { Desk } from './desk.ts';
import { Stage } from './stage.ts';

/** Whatever is killed, resized or refused: the terminal and the sessions are fine. One session of the real CLI serves all of it. */

let stage: Stage;
let id: string;
let pid: number | null;
const open: { dispose(): void }[] = [];

beforeAll(async () => {
  const held = heldBy('go on', says('At last.'));
  stage = await Stage.set({
    version: newestCli,
    trusted: true,
    script: {
      held: [held],
      hello: [says('Hello to you.')],
      idle: [heldBy('ask', calls('Bash', { command: 'npm test', description: 'Run the tests' })), says('Tests pass.')],
    },
  });
  id = await stage.start();
  ({ pid } = await stage.untilStatus(id, 'the input box', ({ state }) => state === 'idle'));
});

afterEach(async () => {
  for (const one of open.splice(0)) one.dispose();
  expect(await stage.status(id)).toMatchObject({ pid, phase: 'live' });
});

afterAll(async () => {
  await stage.strike();
});

async function sit(cols: number, rows: number, options: DeskOptions = {}): Promise<Desk> {
  const desk = new Desk(stage, cols, rows, options);
  open.push(desk);
  await desk.open(id);
  return desk;
}

/** Whether a process is there that has not ended; one that nobody has asked for its end has. */
function isRunning(process: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(process)], { encoding: 'utf8' });
  return /^[^Z\s]/.test(stdout.trim());
}

describe('a TUI that is killed while it holds a pane', () => {
  it.each([
    ['the TUI itself', 'SIGKILL', 1],
    ['its guard', 'SIGKILL', 0],
    ['the TUI itself', 'SIGABRT', 1],
    ['its guard', 'SIGTERM', 0],
  ] as const)('%s by %s', async (_who, signal, index) => {
    const desk = await sit(100, 30);
    await desk.take(id);
    const pids = desk.pids();
    expect(pids).toHaveLength(2);
    process.kill(pids[index] ?? 0, signal);
    // As long as one of them lives it may take a key that is meant for the shell.
    await desk.until(
      'the end of both',
      () => pids.filter(isRunning),
      (running) => running.length === 0,
    );
    await desk.untilGivenBack();
    await desk.untilStatus(id, 'nobody at the keyboard', ({ humans, size }) => humans === 0 && size.cols === 120);
  });
});

it('a killed daemon: the panes come back as they were, and the human types on', async () => {
  const desk = await sit(120, 40);
  await desk.take(id);
  desk.terminal.type('half a thought');
  await desk.terminal.until((screen) => screen.includes('half a thought'), 'the typed text');
  await desk.untilShows(id, desk.inner);
  const daemon = await stage.daemonPid();
  process.kill(daemon, 'SIGKILL');
  const lost = await desk.terminal.until((screen) => /daemon/i.test(screen.split('\n').at(-2) ?? ''), 'the word of it');
  expect(lost).toContain('half a thought');
  desk.shot('daemon-lost');
  await desk.until(
    'another daemon',
    () => desk.call('daemon.status', {}).catch(() => undefined),
    (status) => status !== undefined && status.daemon.pid !== daemon,
  );
  await desk.untilStatus(id, 'the human', ({ humans, state }) => humans === 1 && state === 'draft');
  await desk.untilShows(id, desk.inner);
  expect(desk.terminal.screen()).toContain('half a thought');
  desk.terminal.type(', and the rest');
  await desk.terminal.until((screen) => screen.includes('half a thought, and the rest'), 'what was typed on');
  desk.terminal.keys('C-u', 'C-]', 'd');
  await desk.untilStatus(id, 'nobody at the keyboard', ({ humans }) => humans === 0);
  await desk.leave();
});

it('who types nothing for a while gives the pane back, and pcc answers what came up meanwhile', async () => {
  expect(await stage.pcc('config', 'set', 'human.lease_idle_ms', '10000')).toMatchObject({ code: 0 });
  const desk = await sit(120, 40);
  await desk.call('session.send', { id, text: 'go on [case:idle]' });
  await desk.untilStatus(id, 'a running turn', ({ state }) => state === 'busy');
  await desk.take(id);
  stage.api.open('ask');
  await desk.untilStatus(id, 'the dialog', ({ state, humans }) => state === 'permission' && humans === 1);
  // As long as the human is there pcc types nothing, however harmless it is.
  expect(stage.toolResults()).toEqual([]);
  expect(await stage.decisions(id)).not.toContainEqual(expect.objectContaining({ by: 'policy', outcome: 'confirmed' }));
  await desk.terminal.until((screen) => screen.includes('Nothing was typed for a while'), 'the word of it', 20_000);
  expect(desk.terminal.screen()).not.toContain('HUMAN');
  await desk.untilStatus(id, 'the end of the turn', ({ state, humans }) => state === 'idle' && humans === 0);
  expect(stage.toolResults()).toMatchObject([{ isError: false }]);
  expect(await stage.decisions(id)).toContainEqual(
    expect.objectContaining({ tool: 'Bash', action: 'approve', by: 'policy', outcome: 'confirmed' }),
  );
  await stage.pcc('config', 'set', 'human.lease_idle_ms', String(limits.humanLeaseIdleMs));
  await desk.pauseTyping();
  await desk.leave();
});

it('a storm of sizes while the session works ends in a right picture', async () => {
  const desk = await sit(120, 40);
  desk.terminal.keys('z');
  await desk.call('session.send', { id, text: 'take your time [case:held]' });
  await desk.untilStatus(id, 'a running turn', ({ state }) => state === 'busy');
  for (let round = 0; round < 40; round++) desk.terminal.resize(20 + ((round * 37) % 170), 6 + ((round * 11) % 45));
  desk.terminal.resize(12, 3);
  await desk.terminal.until((screen) => screen.includes('20'), 'the size it needs');
  for (let round = 0; round < 40; round++) desk.terminal.resize(60 + ((round * 53) % 120), 12 + ((round * 7) % 35));
  desk.terminal.resize(110, 37);
  await desk.untilStatus(id, "the pane's size", ({ size }) => size.cols === 110 && size.rows === 35);
  stage.api.open('go on');
  await desk.untilStatus(id, 'the end of the turn', ({ state }) => state === 'idle');
  await desk.untilShows(id, { x: 0, y: 1, cols: 110, rows: 35 });
  await desk.leave();
});

it('the smallest terminal that it works on, and one that is too small', async () => {
  const desk = await sit(20, 6);
  desk.shot('smallest-20x6');
  desk.terminal.keys('?');
  await desk.terminal.until((screen) => screen.includes('Help'), 'the help');
  desk.terminal.keys('Escape');
  await desk.terminal.until((screen) => !screen.includes('Help'), 'the closed help');
  await desk.take(id);
  desk.shot('held-20x6');
  desk.terminal.keys('C-]', 'd');
  desk.terminal.resize(16, 4);
  await desk.terminal.until((screen) => /20\s*[×x]\s*6/.test(screen.replace(/\n/g, ' ')), 'the size it needs');
  desk.shot('too-small');
  desk.terminal.resize(80, 24);
  await desk.untilShows(id, { x: 0, y: 1, cols: 80, rows: 22 }, 'part');
  desk.terminal.keys('q');
  await desk.untilGivenBack();
});

it('inside another tmux', async () => {
  const desk = new Desk(stage, 100, 30, { inTmux: true, env: { TERM: 'tmux-256color' } });
  const outer = new Tmux(100, 31);
  open.push(desk, outer);
  outer.line(`TERM=xterm-256color ${desk.terminal.client}`);
  await outer.until((screen) => screen.includes('[0]'), 'the inner tmux');
  await desk.open(id);
  outer.keys('Enter');
  await outer.until((screen) => screen.includes('HUMAN'), 'the mark of the held pane');
  await desk.untilStatus(id, "the pane's size", ({ size }) => size.cols === 100 && size.rows === 28);
  outer.type('say hello [case:hello]');
  await outer.until((screen) => screen.includes('[case:hello]'), 'the typed text');
  outer.keys('Enter');
  await outer.until((screen) => screen.includes('Hello to you.'), 'the answer', 40_000);
  await desk.untilShows(id, desk.inner);
  const cells = (terminal: Tmux): string[] => cellsIn(terminal.frame(), desk.inner);
  await desk.until(
    'the same in both',
    () => cells(outer),
    (shown) => shown.join('\n') === cells(desk.terminal).join('\n'),
  );
  outer.keys('C-]', 'd');
  await desk.untilStatus(id, 'nobody at the keyboard', ({ humans }) => humans === 0);
  outer.keys('q');
  await desk.untilGivenBack();
});

describe('what is no terminal for it', () => {
  it('pipes', async () => {
    const ran = await stage.pcc('tui');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/^[^\n]*terminal[^\n]*\n$/);
  });

  it('TERM=dumb', async () => {
    const desk = new Desk(stage, 80, 24, { env: { TERM: 'dumb' } });
    open.push(desk);
    desk.start('; echo code $?');
    const screen = await desk.terminal.until((shown) => shown.includes('code 2'), 'the exit code');
    expect(screen).toContain('dumb');
    expect(desk.isOpen).toBe(false);
  });

  it('an output that is a file', async () => {
    const code = await new Promise((resolve) => {
      const script = `script -qec '${stage.command} tui > ${stage.root}/out' /dev/null`;
      execFile('sh', ['-c', script], { timeout: 20_000 }, (error) => resolve(error?.code ?? 0));
    });
    expect(code).toBe(2);
  });
});
