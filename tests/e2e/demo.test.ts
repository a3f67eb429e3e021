import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LogLine, PendingItem, Status } from '../../src/api/methods.ts';
import { Bare } from './bare.ts';

/** Recorded sessions of the real CLI through the whole pipeline, where there is no CLI, no account and no network. */

let bare: Bare;

beforeEach(() => {
  bare = new Bare();
});

afterEach(async () => {
  await bare.strike();
});

async function play(...args: string[]): Promise<string> {
  expect((await bare.pcc('start', './app', '--detach')).stderr).toContain("No 'claude' is on the PATH");
  return (await bare.json<{ id: string }>('start', '--detach', ...args)).id;
}

function over(id: string): Promise<Status> {
  return bare.until(
    `the end of ${id}`,
    () => bare.json<Status>('status', id),
    ({ phase }) => phase === 'ended',
    60_000,
  );
}

/** What was answered and typed; a key that the child's own output overtook was not, and was decided again. */
async function answers(id: string): Promise<Pick<LogLine, 'tool' | 'action' | 'by' | 'keys' | 'outcome'>[]> {
  const { stdout } = await bare.pcc('logs', id, '--json');
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine)
    .filter(({ type, by, outcome }) => type === 'decision' && by !== 'agent' && outcome !== 'not-typed')
    .map(({ tool, action, by, keys, outcome }) => ({ tool, action, by, keys, outcome }));
}

const approved = { action: 'approve', by: 'policy', keys: '1', outcome: 'confirmed' } as const;

it.each([
  ['feature', 'Write'],
  ['fix', 'Edit'],
  ['palette', 'Edit'],
])('%s: both requests are approved without a human, the task is done', async (name, tool) => {
  const id = await play('--demo', name);
  const status = await over(id);
  expect(status).toMatchObject({ exitCode: 0, pending: [] });
  expect(status.queue.map(({ state }) => state)).toEqual(['done']);
  expect(await answers(id)).toEqual([
    { tool, ...approved },
    { tool: 'Bash', ...approved },
  ]);
});

it('danger: waits for a person, and the refusal is obeyed', async () => {
  const id = await play('--demo', 'danger');
  const [item] = await bare.until(
    'the question',
    () => bare.json<PendingItem[]>('pending'),
    (items) => items.length === 1,
  );
  expect(item).toMatchObject({ session: id, tool: 'Bash', subject: 'rm -rf src dist', risk: 'HIGH' });
  expect(await bare.pcc('respond', String(item?.n), 'no')).toMatchObject({ code: 0 });
  await over(id);
  const human = (await answers(id)).filter(({ by }) => by === 'human');
  expect(human).toEqual([{ tool: 'Bash', action: 'deny', by: 'human', keys: '4', outcome: 'confirmed' }]);
});

it('several at once, the usual one by default, an unknown one named', async () => {
  const ids = await Promise.all([play('--demo', 'feature'), play('--demo', 'feature'), play('--demo')]);
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(await over(id)).toMatchObject({ exitCode: 0 });
  const unknown = await bare.pcc('start', '--detach', '--demo', 'featur');
  expect(unknown).toMatchObject({ code: 3, stdout: '' });
  expect(unknown.stderr).toContain("did you mean 'feature'?");
});
