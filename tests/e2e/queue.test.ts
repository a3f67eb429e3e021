import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Result } from '../../src/api/methods.ts';
import { newestCli, oldestCli } from '../../src/claude/lab/cliVersions.ts';
import { calls, says } from '../../src/claude/lab/script.ts';
import { limits } from '../../src/limits.ts';
import { Stage } from './stage.ts';

/** A queue on the real CLI: order, verification, an empty context, and a daemon that is killed in between. */

type Tasks = Result<'queue.list'>['tasks'];

let stage: Stage;

afterEach(async () => {
  await stage.strike();
});

async function setStage(version: string): Promise<void> {
  stage = await Stage.set({
    version,
    trusted: true,
    script: ({ caseName, turn }) => {
      if (caseName === 'mend' && turn === 0)
        return calls('Write', { file_path: join(stage.project, 'src/green.txt'), content: 'green\n' });
      return says(`That was ${caseName}.`);
    },
  });
}

function tasksOf(id: string): Promise<Tasks> {
  return stage.json<Result<'queue.list'>>('queue', id).then(({ tasks }) => tasks);
}

/** What was told of a case in the requests that were made for it. */
function requestsAbout(token: string): string[] {
  return stage.api.requests.map(({ body }) => JSON.stringify(body)).filter((text) => text.includes(token));
}

describe.each([newestCli, oldestCli])('a queue, claude %s', (version) => {
  it('of five tasks ends as it should, with one that fails once and one that never passes', async () => {
    await setStage(version);
    const id = await stage.start();
    const add = async (...args: string[]): Promise<string> => (await stage.pcc('add', id, ...args)).stdout.trim();
    const mends = `echo run >> runs.txt; sleep 1; test -f src/green.txt || { echo '[case:mend]'; exit 1; }`;
    expect(await add('begin [case:one]', '--priority', '1')).toBe(`${id}.1`);
    await add('make it green [case:red]', '--verify', mends);
    await add('never good [case:bad]', '--verify', "echo '[case:again]'; exit 7");
    await add('alone [case:alone]', '--fresh');
    await add('at last [case:last]', '--after', '2');
    await stage.until(
      'the command of the second task',
      () => tasksOf(id),
      (tasks) => tasks.some(({ id: task, state }) => task === `${id}.2` && state === 'verifying'),
    );
    const daemon = await stage.daemonPid();
    process.kill(daemon, 'SIGKILL');
    const ended = await stage.until(
      'the end of all tasks',
      () => tasksOf(id),
      (tasks) => tasks.every(({ state }) => state === 'done' || state === 'failed'),
      120_000,
    );
    expect(await stage.daemonPid()).not.toBe(daemon);
    expect(ended.map(({ id: task, state, rounds }) => [task.replace(/^.*\./, ''), state, rounds])).toEqual([
      ['1', 'done', undefined],
      ['2', 'done', 1],
      ['3', 'failed', limits.verifyRoundsMax],
      ['4', 'done', undefined],
      ['5', 'done', undefined],
    ]);
    expect(ended[2]?.why).toBe("`echo '[case:again]'; exit 7` ended with exit code 7, in round 3.");
    expect(ended[0]?.result).toBe('That was one.');
    // Once before the kill, once after it, once when it was mended.
    expect(readFileSync(join(stage.project, 'runs.txt'), 'utf8')).toBe('run\n'.repeat(3));
    for (const token of ['[case:one]', '[case:red]', '[case:bad]', '[case:alone]', '[case:last]'])
      expect([token, stage.promptsSent(token)]).toEqual([token, 1]);
    const alone = requestsAbout('[case:alone]');
    expect(alone.length).toBeGreaterThan(0);
    for (const text of alone) expect(text).not.toContain('[case:one]');
    const steps = (await stage.decisions(id)).filter(({ by }) => by === 'agent').map(({ action }) => action);
    expect(steps.filter((step) => step === 'next')).toHaveLength(5);
    expect(steps.filter((step) => step === 'clear')).toHaveLength(1);
    expect(steps.at(-1)).toBe('finish');
  });
});
