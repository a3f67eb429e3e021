import { describe, expect, it } from 'vitest';
import type { Status } from '../../src/api/methods.ts';
import type { Place, Reply } from '../../src/claude/lab/script.ts';
import { calls, heldBy, says } from '../../src/claude/lab/script.ts';
import { limits } from '../../src/limits.ts';
import { goOnText } from '../../src/session/goingOn.ts';
import { itsOwnGoOn, Stage } from './stage.ts';

/**
 * A five-hour limit that resets within minutes, on the real CLI: 2.1.98 shows its menu and waits for somebody to go on, 2.1.329
 * goes on by itself. Either way the turn is continued exactly once. All cases wait beside each other.
 */

/** Minutes of an API that refuses everything up to a reset. */
interface Limited {
  readonly stage: Stage;
  readonly resetsMs: number;
}

/** The first full minute that is far enough away for the CLIs to start and to be refused: banners tell minutes at most. */
function resetAfter(leadMs: number): number {
  const minute = 60_000;
  return Math.ceil((Date.now() + leadMs) / minute) * minute;
}

/** What the API says: until the reset it refuses, after it the work gets done. */
function scriptUntil(resetsMs: number): (place: Place) => Reply {
  return ({ caseName, turn }) => {
    if (!caseName.startsWith('crossed')) return says('Hello.');
    // Of those that reach the wall together each is at work before any of them knows of it.
    if (caseName.startsWith('crossed-') && turn === 0) return heldBy('the wall', calls('Bash', { command: 'ls' }));
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
  };
}

/** Plays `act` where the API refuses for so long, and leaves nothing behind. */
async function limited(version: string, leadMs: number, act: (limit: Limited) => Promise<void>): Promise<void> {
  const resetsMs = resetAfter(leadMs);
  const script = scriptUntil(resetsMs);
  const stage = await Stage.set({ version, trusted: true, env: { TZ: 'UTC' }, script });
  try {
    await act({ stage, resetsMs });
  } finally {
    await stage.strike();
  }
}

/** Starts a session whose task runs into the limit, and waits until it sleeps. */
async function intoTheLimit({ stage, resetsMs }: Limited): Promise<string> {
  const id = await stage.start('--task', 'do it all [case:crossed]');
  await stage.untilStatus(
    id,
    'a session that waits for the reset',
    ({ state, limit }) => state === 'limit' && limit?.resetsAt === new Date(resetsMs).toISOString(),
  );
  return id;
}

/** How many requests of the conversation itself there were about this case. */
function asked({ stage }: Limited, caseName = 'crossed'): number {
  return stage.api.requests.filter(({ place }) => place?.caseName === caseName).length;
}

async function agentSteps({ stage }: Limited, id: string, action: string): Promise<number> {
  return (await stage.decisions(id)).filter((line) => line.by === 'agent' && line.action === action).length;
}

function untilOver({ stage, resetsMs }: Limited, id: string): Promise<Status> {
  return stage.until(
    'the end of all tasks',
    () => stage.status(id),
    ({ state, queue }) => state === 'idle' && queue.every((task) => task.state === 'done'),
    resetsMs - Date.now() + 240_000,
  );
}

/** For the cases beside each other to start. */
const leadMs = 60_000;

describe.concurrent('a five-hour limit', { timeout: 500_000 }, () => {
  it('2.1.98: the menu is answered, and pcc goes on after the reset, once', async () => {
    await limited('2.1.98', leadMs, async (limit) => {
      const { stage, resetsMs } = limit;
      const id = await intoTheLimit(limit);
      await stage.until(
        'an answered menu',
        () => stage.decisions(id),
        (lines) => lines.some(({ answer, outcome }) => /^Stop and wait/.test(answer ?? '') && outcome === 'confirmed'),
      );
      expect(await stage.pending()).toEqual([]);
      const refusedBefore = asked(limit);
      const status = await untilOver(limit, id);
      expect(Date.now()).toBeGreaterThan(resetsMs);
      expect(stage.promptsSent('[case:crossed]')).toBe(1);
      expect(stage.sent(goOnText)).toBe(1);
      expect(asked(limit) - refusedBefore).toBe(1);
      expect([await agentSteps(limit, id, 'wait'), await agentSteps(limit, id, 'go-on')]).toEqual([1, 1]);
      expect(status.limit).toBeUndefined();
    });
  });

  it('2.1.329: the CLI goes on by itself, and pcc types nothing', async () => {
    await limited('2.1.329', leadMs, async (limit) => {
      const { stage, resetsMs } = limit;
      const id = await intoTheLimit(limit);
      const refusedBefore = asked(limit);
      await untilOver(limit, id);
      expect(Date.now()).toBeGreaterThan(resetsMs);
      expect(stage.promptsSent('[case:crossed]')).toBe(1);
      expect([stage.sent(goOnText), stage.sent(itsOwnGoOn)]).toEqual([0, 1]);
      expect(asked(limit) - refusedBefore).toBe(1);
      expect([await agentSteps(limit, id, 'wait'), await agentSteps(limit, id, 'go-on')]).toEqual([1, 0]);
      expect(await stage.pending()).toEqual([]);
    });
  });

  it.each(['2.1.98', '2.1.329'])(
    '%s: the daemon is killed while the session sleeps, and once more; it is continued once all the same',
    async (version) => {
      await limited(version, leadMs, async (limit) => {
        const { stage, resetsMs } = limit;
        const id = await intoTheLimit(limit);
        process.kill(await stage.daemonPid(), 'SIGKILL');
        expect((await stage.status(id)).state).toBeDefined();
        const refusedBefore = asked(limit);
        process.kill(await stage.daemonPid(), 'SIGKILL');
        await untilOver(limit, id);
        expect(Date.now()).toBeGreaterThan(resetsMs);
        expect(stage.promptsSent('[case:crossed]')).toBe(1);
        expect(asked(limit) - refusedBefore).toBe(1);
        expect([stage.sent(goOnText), stage.sent(itsOwnGoOn)]).toEqual(version === '2.1.329' ? [0, 1] : [1, 0]);
      });
    },
  );

  it('ten sessions of one account that reach it together go on one after the other, and none is left', async () => {
    await limited('2.1.98', 2 * leadMs, async (limit) => {
      const { stage, resetsMs } = limit;
      const names = Array.from({ length: 10 }, (_, index) => `crossed-${index}`);
      const ids: string[] = [];
      for (const name of names) ids.push(await stage.start('--task', `do it [case:${name}]`));
      for (const id of ids) await stage.untilStatus(id, 'a turn', ({ queue }) => queue[0]?.state === 'running');
      stage.api.open('the wall');
      for (const id of ids)
        await stage.untilStatus(id, 'a session that waits', ({ limit: known }) => known?.kind === 'five_hour');
      expect(Date.now()).toBeLessThan(resetsMs);
      for (const id of ids) await untilOver(limit, id);
      for (const name of names)
        expect([name, stage.promptsSent(`[case:${name}]`), stage.sent(goOnText, name)]).toEqual([name, 1, 1]);
      const woken = await Promise.all(
        ids.map(async (id) => (await stage.logs(id)).find(({ action }) => action === 'go-on')?.at ?? ''),
      );
      const atMs = woken.map((at) => Date.parse(at)).sort((a, b) => a - b);
      expect(atMs[0]).toBeGreaterThanOrEqual(resetsMs);
      const gaps = atMs.slice(1).map((at, index) => at - (atMs[index] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(limits.wakeStaggerMs * 0.9);
    });
  });
});
