import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/api/methods.ts';
import { newestCli, oldestCli } from '../../src/claude/lab/cliVersions.ts';
import type { Script } from '../../src/claude/lab/script.ts';
import { calls, heldBy, says } from '../../src/claude/lab/script.ts';
import { Stage } from './stage.ts';

/** What keeps a session going on the real CLI beside limits and queues: budgets, room in the context, schedules. */

type Runs = Result<'schedule.runs'>['runs'];

/** A stage with a configuration, which is struck in any case. */
async function onStage(
  { version, script, config = '' }: { version: string; script: (stage: () => Stage) => Script; config?: string },
  act: (stage: Stage) => Promise<void>,
): Promise<void> {
  const stage: Stage = await Stage.set({ version, trusted: true, script: script(() => stage) });
  try {
    mkdirSync(stage.pccHome, { mode: 0o700 });
    writeFileSync(join(stage.pccHome, 'config.toml'), config, { mode: 0o600 });
    await act(stage);
  } finally {
    await stage.strike();
  }
}

async function agentSteps(stage: Stage, id: string): Promise<string[]> {
  return (await stage.decisions(id)).filter(({ by }) => by === 'agent').map(({ action }) => action ?? '');
}

/** The last request of the conversation about a case, as text. */
function lastAbout(stage: Stage, caseName: string): string {
  return JSON.stringify(stage.api.requests.findLast(({ place }) => place?.caseName === caseName)?.body ?? '');
}

/** True when the request that is being answered holds these words. */
function isAsked(stage: Stage, words: string): boolean {
  return JSON.stringify(stage.api.requests.at(-1)?.body ?? '').includes(words);
}

const full = 30_000;

function whenFull(then: string): string {
  return `[context]\nwhen_full = "${then}"\nfull_tokens = ${full}\n`;
}

const summary = 'The users are done, and the orders come next.';
const summaryAsked = 'Write a summary for whoever goes on here';

describe.concurrent('what keeps a session going', () => {
  it('a schedule starts a session when it is due, which does its task', async () => {
    await onStage({ version: newestCli, script: () => ({ hello: [says('Good morning.')] }) }, async (stage) => {
      const added = await stage.pcc('schedule', 'add', '* * * * *', './app', '--task', 'greet them [case:hello]');
      expect(added).toMatchObject({ code: 0 });
      const schedule = added.stdout.trim();
      const runs = (): Promise<Runs> => stage.json<Runs>('schedule', 'runs', schedule);
      const [run] = await stage.until('a time at which it was due', runs, ([first]) => first !== undefined, 75_000);
      expect(await stage.pcc('schedule', 'remove', schedule)).toMatchObject({ code: 0 });
      expect(run).toMatchObject({ outcome: 'started' });
      const { queue } = await stage.untilDone(run?.session ?? '');
      expect(queue.map(({ text, state }) => [text, state])).toEqual([['greet them [case:hello]', 'done']]);
      expect(stage.promptsSent('[case:hello]')).toBe(1);
      expect(await stage.pcc('stop', run?.session ?? '')).toMatchObject({ code: 0 });
    });
  });

  it.each([newestCli, oldestCli])(
    'a budget of tokens that is spent stops the turn, and the next task goes on: %s',
    async (version) => {
      const config = '[budget]\nwhen_spent = "stop"\n';
      const script: Script = {
        costly: [
          { ...calls('Bash', { command: 'wc -l src/index.ts', description: 'Count the lines' }), tokensIn: 5_000 },
          heldBy('never', says('Never said.')),
        ],
        cheap: [says('That was cheap.')],
      };
      await onStage({ version, config, script: () => script }, async (stage) => {
        const id = await stage.start();
        await stage.pcc('add', id, 'take all of it [case:costly]', '--tokens', '4000');
        await stage.pcc('add', id, 'and this one [case:cheap]', '--tokens', '4000');
        const { queue } = await stage.untilStatus(
          id,
          'the end of both',
          ({ queue: tasks, state }) => state === 'idle' && tasks.at(-1)?.state === 'done',
        );
        expect(queue.map(({ state, why }) => [state, why])).toEqual([
          ['failed', expect.stringContaining('its budget is 4,000')],
          ['done', undefined],
        ]);
        expect([stage.promptsSent('[case:costly]'), stage.promptsSent('[case:cheap]')]).toEqual([1, 1]);
        expect(await agentSteps(stage, id)).toEqual(['next', 'stop', 'next', 'finish']);
        expect(await stage.pending()).toEqual([]);
      });
    },
  );

  it.each([newestCli, oldestCli])(
    'a context that is nearly full is compacted before the next task: %s',
    async (version) => {
      let asked = 0;
      const script =
        (): Script =>
        ({ caseName }) => {
          if (caseName !== 'users') return says('Orders are there.');
          return asked++ === 0
            ? { ...says('Users are there.'), tokensIn: full }
            : says(`<summary>${summary}</summary>`);
        };
      await onStage({ version, config: whenFull('compact'), script }, async (stage) => {
        const id = await stage.start('--task', 'begin with the users [case:users]');
        await stage.pcc('send', id, 'then the orders [case:orders]');
        await stage.untilDone(id);
        expect(await agentSteps(stage, id)).toEqual(['next', 'compact', 'next', 'finish']);
        expect(asked).toBe(2);
        expect(lastAbout(stage, 'orders')).toContain(summary);
        expect(stage.promptsSent('[case:orders]')).toBe(1);
      });
    },
  );

  it.each([newestCli, oldestCli])(
    'a context that is nearly full is emptied, and its summary handed over: %s',
    async (version) => {
      const script =
        (stage: () => Stage): Script =>
        ({ caseName }) => {
          if (caseName === 'orders') return says('Orders are there.');
          return { ...says(isAsked(stage(), summaryAsked) ? summary : 'Users are there.'), tokensIn: full };
        };
      await onStage({ version, config: whenFull('fresh'), script }, async (stage) => {
        const id = await stage.start('--task', 'begin with the users [case:users]');
        await stage.pcc('send', id, 'then the orders [case:orders]');
        await stage.untilDone(id);
        expect(await agentSteps(stage, id)).toEqual(['next', 'compact', 'clear', 'next', 'finish']);
        expect(stage.promptsSent(summaryAsked)).toBe(1);
        expect(lastAbout(stage, 'orders')).toContain(summary);
        expect(lastAbout(stage, 'orders')).not.toContain('[case:users]');
        expect(stage.promptsSent('[case:orders]')).toBe(1);
      });
    },
  );

  // 2.1.329 shows none to a login of the lab, whatever the headers say.
  it.each([
    [oldestCli, 'Approaching weekly limit', false],
    ['2.1.98', 'used 85% of your weekly limit', true],
  ])('that a limit is near is told with the session: %s', async (version, words, tellsTime) => {
    const resetS = Math.ceil(Date.now() / 3_600_000) * 3_600 + 3 * 86_400;
    const headers = {
      'anthropic-ratelimit-unified-status': 'allowed_warning',
      'anthropic-ratelimit-unified-reset': String(resetS),
      'anthropic-ratelimit-unified-representative-claim': 'seven_day',
      'anthropic-ratelimit-unified-7d-status': 'allowed_warning',
      'anthropic-ratelimit-unified-7d-reset': String(resetS),
      'anthropic-ratelimit-unified-7d-utilization': '0.85',
      'anthropic-ratelimit-unified-7d-surpassed-threshold': '0.75',
    };
    await onStage({ version, script: () => ({ near: [{ ...says('Well.'), headers }] }) }, async (stage) => {
      const id = await stage.start('--task', 'go near it [case:near]');
      await stage.untilDone(id);
      const { warned, limit } = await stage.untilStatus(id, 'the warning', (status) => status.warned !== undefined);
      expect(warned).toEqual({
        words: expect.stringContaining(words) as string,
        resetsAt: tellsTime ? new Date(resetS * 1_000).toISOString() : null,
      });
      expect(limit).toBeUndefined();
    });
  });
});
