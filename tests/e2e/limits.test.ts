import { afterEach, describe, expect, it } from 'vitest';
import type { LogLine, Status } from '../../src/api/methods.ts';
import type { Place, Reply } from '../../src/claude/lab/script.ts';
import { says } from '../../src/claude/lab/script.ts';
import type { RecordedRequest } from '../../src/claude/lab/scriptedApi.ts';
import { goOnText } from '../../src/session/goingOn.ts';
import { itsOwnGoOn, Stage } from './stage.ts';

/**
 * A five-hour limit that resets within two minutes, on the real CLI: 2.1.98 shows its menu and waits for somebody to go on, 2.1.329
 * goes on by itself. Either way the turn is continued exactly once.
 */

let stage: Stage;
let resetsMs: number;

/** The first full minute that is far enough away for the CLI to start and to be refused: banners tell minutes at most. */
function nextReset(): number {
  const minute = 60_000;
  return Math.ceil((Date.now() + 35_000) / minute) * minute;
}

/** What the API says: until the reset it refuses, after it the work gets done. */
function script({ caseName }: Place): Reply {
  if (!caseName.startsWith('crossed')) return says('Hello.');
  if (Date.now() >= resetsMs) return says(`The work of ${caseName} is done.`);
  return {
    kind: 'error',
    status: 429,
    type: 'rate_limit_error',
    message: 'This request would exceed your rate limit.',
    headers: {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(resetsMs / 1_000),
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
      'x-should-retry': 'false',
    },
  };
}

async function setStage(version: string): Promise<void> {
  resetsMs = nextReset();
  stage = await Stage.set({ version, trusted: true, env: { TZ: 'UTC' }, script });
}

afterEach(async () => {
  await stage.strike();
});

/** Starts a session whose task runs into the limit, and waits until it sleeps. */
async function intoTheLimit(task: string): Promise<string> {
  const id = await stage.start('--task', task);
  await stage.untilStatus(
    id,
    'a session that waits for the reset',
    ({ state, limit }) => state === 'limit' && limit?.resetsAt === new Date(resetsMs).toISOString(),
  );
  return id;
}

/** Requests of the conversation itself about this case, those that were refused and those that were not. */
function asked(caseName: string): { request: RecordedRequest; at: number }[] {
  return stage.api.requests
    .map((request) => ({ request, at: 0 }))
    .filter(({ request }) => request.place?.caseName === caseName);
}

async function agentSteps(id: string): Promise<(LogLine['action'] | undefined)[]> {
  return (await stage.decisions(id)).filter(({ by }) => by === 'agent').map(({ action }) => action);
}

function untilOver(id: string): Promise<Status> {
  return stage.until(
    'the end of all tasks',
    () => stage.status(id),
    ({ state, queue }) => state === 'idle' && queue.every((task) => task.state === 'done'),
    resetsMs - Date.now() + 180_000,
  );
}

describe('a five-hour limit', () => {
  it('2.1.98: the menu is answered, and pcc goes on after the reset, once', { timeout: 400_000 }, async () => {
    await setStage('2.1.98');
    const id = await intoTheLimit('do it all [case:crossed]');
    await stage.until(
      'an answered menu',
      () => stage.decisions(id),
      (lines) => lines.some(({ answer, outcome }) => /^Stop and wait/.test(answer ?? '') && outcome === 'confirmed'),
    );
    expect(await stage.pending()).toEqual([]);
    const refusedBefore = asked('crossed').length;
    const status = await untilOver(id);
    expect(Date.now()).toBeGreaterThan(resetsMs);
    expect(stage.promptsSent('[case:crossed]')).toBe(1);
    expect(stage.sent(goOnText)).toBe(1);
    expect(asked('crossed').length - refusedBefore).toBe(1);
    const steps = await agentSteps(id);
    expect(steps.filter((action) => action === 'wait')).toHaveLength(1);
    expect(steps.filter((action) => action === 'go-on')).toHaveLength(1);
    expect(status.limit).toBeUndefined();
  });

  it('2.1.329: the CLI goes on by itself, and pcc types nothing', { timeout: 400_000 }, async () => {
    await setStage('2.1.329');
    const id = await intoTheLimit('do it all [case:crossed]');
    const refusedBefore = asked('crossed').length;
    await untilOver(id);
    expect(Date.now()).toBeGreaterThan(resetsMs);
    expect(stage.promptsSent('[case:crossed]')).toBe(1);
    expect([stage.sent(goOnText), stage.sent(itsOwnGoOn)]).toEqual([0, 1]);
    expect(asked('crossed').length - refusedBefore).toBe(1);
    const steps = await agentSteps(id);
    expect(steps.filter((action) => action === 'wait')).toHaveLength(1);
    expect(steps.filter((action) => action === 'go-on')).toHaveLength(0);
    expect(await stage.pending()).toEqual([]);
  });

  it.each(['2.1.98', '2.1.329'])(
    '%s: the daemon is killed while the session sleeps, and once more; it is continued once all the same',
    { timeout: 400_000 },
    async (version) => {
      await setStage(version);
      const id = await intoTheLimit('do it all [case:crossed]');
      process.kill(await stage.daemonPid(), 'SIGKILL');
      expect((await stage.status(id)).state).toBeDefined();
      const refusedBefore = asked('crossed').length;
      process.kill(await stage.daemonPid(), 'SIGKILL');
      await untilOver(id);
      expect(Date.now()).toBeGreaterThan(resetsMs);
      expect(stage.promptsSent('[case:crossed]')).toBe(1);
      expect(asked('crossed').length - refusedBefore).toBe(1);
      expect([stage.sent(goOnText), stage.sent(itsOwnGoOn)]).toEqual(version === '2.1.329' ? [0, 1] : [1, 0]);
    },
  );

  it('three sessions of one account go on one after the other', { timeout: 400_000 }, async () => {
    await setStage('2.1.98');
    resetsMs += 60_000;
    const ids = [];
    for (const name of ['one', 'two', 'three']) ids.push(await stage.start('--task', `do it [case:crossed-${name}]`));
    for (const id of ids)
      await stage.untilStatus(
        id,
        'a session that waits',
        ({ state, queue }) => state === 'limit' || queue.length === 0,
      );
    for (const id of ids) await untilOver(id);
    const woken = await Promise.all(
      ids.map(async (id) => (await stage.logs(id)).find(({ action }) => action === 'go-on')?.at ?? ''),
    );
    for (const name of ['one', 'two', 'three']) {
      expect(stage.promptsSent(`[case:crossed-${name}]`)).toBe(1);
      expect(stage.sent(goOnText, `crossed-${name}`)).toBe(1);
    }
    const atMs = woken.map((at) => Date.parse(at)).sort((a, b) => a - b);
    expect(atMs.every((at) => at >= resetsMs)).toBe(true);
    expect(new Set(atMs).size).toBe(3);
  });
});
