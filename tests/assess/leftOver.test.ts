import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { clearFolder, processesOf, removeForgotten } from '../../src/assess/leftOver.ts';
import { runWork } from '../../src/assess/process.ts';
import { peakBytesOf, stateOf } from '../../src/assess/processFacts.ts';
import { until } from '../../src/assess/until.ts';
import type { Word } from '../../src/assess/told.ts';
import { systemClock } from '../../src/base/clock.ts';
import { PccError } from '../../src/base/errors.ts';
import { limits } from '../../src/limits.ts';

const clock = systemClock();
const pids: number[] = [];

afterEach(() => {
  for (const pid of pids.splice(0)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It is gone, as it should be.
    }
  }
});

/** A process that has left its parent's group and ignores what asks it to end. */
function stray(env: Record<string, string>): number {
  const program = "process.on('SIGTERM', () => {}); process.on('SIGHUP', () => {}); setInterval(() => {}, 1000)";
  const { pid = 0 } = spawn(process.execPath, ['-e', program], { env, detached: true, stdio: 'ignore' });
  pids.push(pid);
  return pid;
}

it('ends what belongs to a folder, and nothing else, and removes the folder', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pcc-assess-test-')));
  writeFileSync(join(folder, 'a'), 'a');
  const [own, other] = [stray({ HOME: join(folder, 'home') }), stray({ HOME: `${folder}-of-another/home` })];
  await until(clock, 'process', () => processesOf(folder).length > 0);
  expect(processesOf(folder).map(({ pid }) => pid)).toEqual([own]);
  expect((await clearFolder(folder, clock)).map(({ pid }) => pid)).toContain(own);
  expect([existsSync(folder), stateOf(own), stateOf(other)]).toEqual([false, 'gone', 'running']);
});

it('removes old folders that nobody works in any more, and no others', async () => {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'pcc-forgotten-')));
  const folder = (name: string): string => {
    const path = join(parent, name);
    mkdirSync(path);
    writeFileSync(join(path, 'a'), 'a');
    return path;
  };
  const [used] = [folder('pcc-assess-used'), folder('pcc-assess-left'), folder('other')];
  symlinkSync(folder('elsewhere'), join(parent, 'pcc-assess-link'));
  stray({ HOME: join(used, 'home') });
  await until(clock, 'process', () => processesOf(used).length > 0);
  const nowMs = Date.now() + limits.assessForgottenMs;
  removeForgotten(parent, nowMs - 60_000);
  expect(readdirSync(parent)).toHaveLength(5);
  removeForgotten(parent, nowMs + 60_000);
  expect(readdirSync(parent).sort()).toEqual(['elsewhere', 'other', 'pcc-assess-link', 'pcc-assess-used']);
  expect(existsSync(join(parent, 'elsewhere', 'a'))).toBe(true);
  rmSync(parent, { recursive: true });
});

it('tells whether a process runs, is stopped or gone, and what it held at most', async () => {
  const pid = stray({});
  expect(stateOf(pid)).toBe('running');
  // Node has some 40 MB once it is there.
  await until(clock, 'memory', () => (peakBytesOf(pid) ?? 0) > 10_000_000);
  process.kill(pid, 'SIGSTOP');
  await until(clock, 'stop', () => stateOf(pid) === 'stopped');
  process.kill(pid, 'SIGKILL');
  await until(clock, 'end', () => stateOf(pid) === 'gone');
  expect(peakBytesOf(2 ** 30)).toBeNull();
});

/** Work that is done by a program given as text, which gets `order` and `say`. */
async function worked(
  text: string,
  stop = new AbortController(),
  clear = clearFolder,
): Promise<{ problem: string | undefined; words: Word[]; folder: string }> {
  const words: Word[] = [];
  let folder = '';
  const program = `const order = JSON.parse(process.argv[2]);
    const say = (word) => console.log(JSON.stringify(word));
    say({ say: 'doing', part: 'folder', text: order.folder });
    ${text}`;
  const problem = await runWork({
    wish: { kind: 'assess', parts: ['order'] },
    program: '/opt/claude',
    self: [process.execPath, '-e', program],
    clock,
    clear,
    stop: stop.signal,
    onWord: (word) => {
      words.push(word);
      if (word.say === 'doing' && word.part === 'folder') folder = word.text;
      if (word.say === 'doing' && word.part === 'stop') stop.abort();
    },
  });
  return { problem, words, folder };
}

it.each([
  ['is over', "say({ say: 'over' })", undefined],
  ['fails', "say({ say: 'failed', code: 'failed', sentence: 'There is no claude.' })", 'There is no claude.'],
  ['ends early', 'process.exit(3)', 'the process that does the work ended early'],
  [
    'breaks',
    "console.error('Error: broken'); process.exit(1)",
    'the process that does the work ended early: Error: broken',
  ],
])('work that %s leaves no folder', async (_, text, problem) => {
  const done = await worked(text);
  expect([done.problem, done.words.length]).toEqual([problem, 1]);
  expect(done.folder).toMatch(/pcc-assess-/);
  expect(existsSync(done.folder)).toBe(false);
});

it('work that dies leaves nothing of what it started', async () => {
  const done = await worked(`
    const { spawn } = require('node:child_process');
    const env = { HOME: order.folder + '/home' };
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { env, detached: true, stdio: 'ignore' }).unref();
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);`);
  expect(done.problem).toContain('ended early');
  expect([existsSync(done.folder), processesOf(done.folder)]).toEqual([false, []]);
});

it('work that is stopped is told so by the end of its input', async () => {
  const done = await worked(`
    say({ say: 'doing', part: 'stop', text: '' });
    process.stdin.on('end', () => process.exit(1)).resume();`);
  expect(done.problem).toBe('it was stopped');
  expect(existsSync(done.folder)).toBe(false);
});

it('work of which something is left behind says so, beside what it found', async () => {
  const unclear: typeof clearFolder = async (folder, own) => {
    await clearFolder(folder, own);
    throw new PccError('failed', `'${folder}' cannot be removed.`);
  };
  const over = await worked("say({ say: 'over' })", undefined, unclear);
  expect([over.problem, over.words.length]).toEqual([`'${over.folder}' cannot be removed.`, 1]);
  const failed = await worked(
    "say({ say: 'failed', code: 'failed', sentence: 'There is no claude.' })",
    undefined,
    unclear,
  );
  expect(failed.problem).toBe(`There is no claude; '${failed.folder}' cannot be removed.`);
});
