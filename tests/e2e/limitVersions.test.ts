import { describe, expect, it } from 'vitest';
import type { Place, Reply } from '../../src/claude/lab/script.ts';
import { says } from '../../src/claude/lab/script.ts';
import { goOnText } from '../../src/session/goingOn.ts';
import { itsOwnGoOn, Stage } from './stage.ts';

/**
 * Limits and errors on the real CLI, in the ways that differ between versions: banners without a menu, menus with more rows, other
 * errors. All beside each other.
 */

/** An API that refuses one case until it is told to, or until its time has come. */
interface Refusing {
  untilMs: number;
  refusal: Extract<Reply, { kind: 'error' }>;
}

function limitOf(claim: string, untilMs: number): Refusing['refusal'] {
  return {
    kind: 'error',
    status: 429,
    type: 'rate_limit_error',
    message: 'This request would exceed your rate limit.',
    headers: {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(untilMs / 1_000),
      'anthropic-ratelimit-unified-representative-claim': claim,
      'x-should-retry': 'false',
    },
  };
}

/** Plays `act` on a stage whose API refuses like this, and leaves nothing behind. */
async function refused(version: string, refusing: Refusing, act: (stage: Stage) => Promise<void>): Promise<void> {
  const script = ({ caseName }: Place): Reply => {
    if (caseName !== 'cut-off') return says('Hello.');
    return Date.now() < refusing.untilMs ? refusing.refusal : says('The work is done.');
  };
  const stage = await Stage.set({ version, trusted: true, env: { TZ: 'UTC' }, script });
  try {
    await act(stage);
  } finally {
    await stage.strike();
  }
}

async function untilDone(stage: Stage, id: string, withinMs: number): Promise<void> {
  await stage.until(
    'the end of all tasks',
    () => stage.status(id),
    ({ state, queue }) => state === 'idle' && queue.length > 0 && queue.every((task) => task.state === 'done'),
    withinMs,
  );
}

describe.concurrent('a limit', { timeout: 400_000 }, () => {
  it.each([
    ['2.0.20', 'five_hour', undefined],
    ['2.0.64', 'seven_day', undefined],
    ['2.1.202', 'five_hour', 'Stop and wait for limit to reset'],
    ['2.1.329', 'seven_day', undefined],
  ])('%s, %s: is continued once, after its reset', async (version, claim, row) => {
    const resumesItself = version === '2.1.329';
    // The first full minute before which all are surely refused.
    const untilMs = Math.ceil((Date.now() + 60_000) / 60_000) * 60_000;
    await refused(version, { untilMs, refusal: limitOf(claim, untilMs) }, async (stage) => {
      const id = await stage.start('--task', 'do it all [case:cut-off]');
      const { limit } = await stage.untilStatus(id, 'a session that waits for the reset', ({ why }) =>
        /^It waits for the (?:5-hour|weekly) limit/.test(why ?? ''),
      );
      expect(limit).toEqual({ kind: claim, resetsAt: new Date(untilMs).toISOString() });
      await untilDone(stage, id, untilMs - Date.now() + 240_000);
      expect(Date.now()).toBeGreaterThan(untilMs);
      expect(stage.promptsSent('[case:cut-off]')).toBe(1);
      expect([stage.sent(goOnText), stage.sent(itsOwnGoOn)]).toEqual(resumesItself ? [0, 1] : [1, 0]);
      const answers = (await stage.decisions(id)).filter(({ by }) => by === 'policy').map(({ answer }) => answer);
      expect(answers).toEqual(row === undefined ? [] : [row]);
      expect(await stage.pending()).toEqual([]);
    });
  });
});

describe.concurrent('an error that the CLI gives up on', { timeout: 300_000 }, () => {
  it.each(['2.0.20', '2.1.98', '2.1.329'])('%s: is continued once, after a while', async (version) => {
    const refusing: Refusing = {
      untilMs: Number.POSITIVE_INFINITY,
      refusal: {
        kind: 'error',
        status: 500,
        type: 'api_error',
        message: 'Internal server error',
        headers: { 'x-should-retry': 'false' },
      },
    };
    await refused(version, refusing, async (stage) => {
      const id = await stage.start('--task', 'do it all [case:cut-off]');
      await stage.untilStatus(id, 'a wait', ({ why }) => why?.startsWith('The API refused the turn') === true);
      refusing.untilMs = 0;
      await untilDone(stage, id, 120_000);
      expect(stage.promptsSent('[case:cut-off]')).toBe(1);
      expect(stage.sent(goOnText)).toBe(1);
      expect(await stage.pending()).toEqual([]);
    });
  });

  it('2.1.329: a login that is not accepted is a person’s, and a text that is sent goes on', async () => {
    const refusing: Refusing = {
      untilMs: Number.POSITIVE_INFINITY,
      refusal: { kind: 'error', status: 401, type: 'authentication_error', message: 'Invalid bearer token' },
    };
    await refused('2.1.329', refusing, async (stage) => {
      const id = await stage.start('--task', 'do it all [case:cut-off]');
      await stage.until(
        'a question',
        () => stage.pending(),
        (items) => items.length === 1,
      );
      refusing.untilMs = 0;
      await stage.pcc('send', id, 'please go on');
      await untilDone(stage, id, 120_000);
      expect(stage.sent('please go on')).toBe(1);
      expect(stage.sent(goOnText)).toBe(0);
      expect(await stage.pending()).toEqual([]);
    });
  });
});
