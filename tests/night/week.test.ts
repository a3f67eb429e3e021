import { expect, it } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import type { LastingParts } from '../../src/daemon/lasting/lasting.ts';
import { Schedules } from '../../src/daemon/schedules/schedules.ts';
import { Wakeups } from '../../src/daemon/wakeups/wakeups.ts';
import { shapeRedactor } from '../../src/policy/redact.ts';
import { newSession } from '../../src/session/session.ts';
import type { Store } from '../../src/store/store.ts';
import { freshStore } from '../store/fixture.ts';
import { sessionRecord } from '../store/values.ts';
import { seeded } from './night.ts';
import { Account, SimCli } from './week/simCli.ts';
import { SimSession } from './week/simSession.ts';

/**
 * A week of sessions with queues on two accounts, on a clock moved by hand: five-hour and weekly limits, the end of summer time, a
 * host that sleeps at night, a clock that is set, and daemons that begin anew from the store. The lives, the wake-ups, the
 * schedules, the ledger and the store are the real ones; only the CLIs are thought up.
 */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const sessions = 6;

class Week {
  readonly clock: ManualClock;
  readonly store: Store = freshStore();
  readonly clis = new Map<string, SimCli>();
  readonly live = new Map<string, SimSession>();
  readonly asked: string[] = [];
  readonly bugs: unknown[] = [];
  readonly tasks: string[] = [];
  #wakeups: Wakeups;
  #schedules: Schedules;
  #verified = new Set<string>();

  constructor(from: number, random: () => number) {
    this.clock = new ManualClock(from);
    const accounts = [new Account(150, 1_500), new Account(120, 560)];
    for (let n = 0; n < sessions; n++) {
      const id = `w${n}`;
      const account = accounts[n % 2] ?? new Account(1, 1);
      this.clis.set(id, new SimCli(this.clock, account, n % 3 === 2));
      this.store.sessions.insert(
        sessionRecord(id, {
          account: `login-${n % 2}`,
          zone: 'Europe/Berlin',
          startedAt: from,
          session: { ...newSession(id, true), lasting: true },
        }),
      );
    }
    [this.#wakeups, this.#schedules] = this.#begin(false);
    for (const id of this.clis.keys())
      for (let n = 0; n < 5; n++) this.give(id, Math.round(20 + random() * 60), n === 2 ? 'npm test' : undefined);
    this.#schedules.add({
      cron: '30 2 * * *',
      zone: 'Europe/Berlin',
      session: 'w0',
      task: 'look after the night [3]',
      missed: 'once',
      overlap: 'queue',
    });
  }

  give(id: string, minutes: number, verify?: string): string {
    const live = this.live.get(id);
    if (!live) throw new Error(`no session ${id}`);
    const text = `task ${this.tasks.length} [${minutes}]`;
    this.tasks.push(text);
    return this.#add(live, text, verify);
  }

  #add(live: SimSession, text: string, verify?: string): string {
    const id = `${live.id}.${(live.session.given ?? 0) + 1}`;
    live.dispatch({ type: 'task', task: { id, text, ...(verify === undefined ? {} : { verify }) } });
    return id;
  }

  /** The daemon is killed and another one begins: all it knows is in the store. */
  restart(): void {
    this.#wakeups.dispose();
    this.#schedules.dispose();
    for (const live of this.live.values()) live.dispose();
    [this.#wakeups, this.#schedules] = this.#begin(true);
  }

  #begin(anew: boolean): [Wakeups, Schedules] {
    this.live.clear();
    const { clock, store } = this;
    const wakeups = new Wakeups({
      store,
      clock,
      config: () => ({ 'limits.stagger_ms': 5_000, 'limits.wake_at_once': 3 }),
      sessions: () => ({ live: this.live }),
      log: () => undefined,
      fleet: () => ({ limitsChanged: () => undefined }),
    });
    for (const [id, cli] of this.clis) {
      const session = store.sessions.get(id)?.session ?? newSession(id, true);
      const live = new SimSession(session, cli, {
        clock,
        store,
        lasting: (_id, effect) => {
          if (effect.type === 'sleep') wakeups.sleep(id, effect.limit);
          else if (effect.type === 'awake') wakeups.awake(id, effect.by);
          else this.#verify(id, effect.taskId);
        },
        asked: (_id, why) => this.asked.push(`${id}: ${why.join(' ')}`),
      });
      this.live.set(id, live);
      wakeups.follow(live);
      if (anew) live.dispatch({ type: 'recovered', anew: true });
      live.dispatch(cli.screen);
    }
    wakeups.start();
    const schedules = new Schedules(this.#parts(), {
      add: (live, { text }) => this.#add(live as unknown as SimSession, text),
      follow: () => [],
    });
    schedules.start();
    return [wakeups, schedules];
  }

  /** The command fails the first time, and its end goes back to Claude. */
  #verify(id: string, taskId: string): void {
    this.clock.after(2 * minute, () => {
      const ok = this.#verified.has(taskId);
      this.#verified.add(taskId);
      this.live.get(id)?.dispatch({
        type: 'verified',
        taskId,
        ok,
        how: ok ? 'exit code 0' : 'exit code 1',
        told: ok ? '' : '1 failed [5]',
      });
    });
  }

  #parts(): LastingParts {
    return {
      store: this.store,
      clock: this.clock,
      env: {},
      secrets: { current: () => shapeRedactor, learnProject: () => undefined, learnEnvironment: () => undefined },
      sessions: () => ({
        live: this.live,
        find: (id: string) => this.live.get(id),
      }),
      log: () => undefined,
      bug: (_sentence: string, error: unknown) => this.bugs.push(error),
      fleet: () => ({ limitsChanged: () => undefined, schedulesChanged: () => undefined }),
    } as unknown as LastingParts;
  }

  async minute(): Promise<void> {
    for (const cli of this.clis.values()) cli.minute();
    this.clock.advance(minute);
    // Schedules begin their runs one after the other, each when its turn comes.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  get isDone(): boolean {
    return [...this.live.values()].every(({ session }) => session.tasks.every(({ state }) => state === 'done'));
  }

  get openTasks(): unknown[] {
    return [...this.live.values()].map(({ id, session }) => ({
      id,
      state: session.state,
      limit: session.limit,
      account: session.account,
      interrupted: session.interrupted,
      open: session.tasks.filter(({ state }) => state !== 'done'),
    }));
  }
}

it.each([1, 2])(
  'seed %i: all tasks are done, each sent once, and every wake-up is explained',
  { timeout: 240_000 },
  async (seed) => {
    const random = seeded(seed);
    // Summer time ends in Berlin on the 25th of October, at three in the morning.
    const from = Date.UTC(2026, 9, 23, 6, 0);
    const week = new Week(from, random);
    let restarts = 0;
    // The weekly limit resets after seven days.
    while (week.clock.wallMs() < from + 7 * day || (!week.isDone && week.clock.wallMs() < from + 9 * day)) {
      await week.minute();
      if (random() < 1 / 300) {
        week.restart();
        restarts++;
      }
      // The lid is closed for some hours now and then, and the clock is set by a few minutes.
      if (random() < 1 / 1_500) week.clock.jumpWall(week.clock.wallMs() + Math.round(random() * 6 * hour));
      if (random() < 1 / 1_500) week.clock.jumpWall(week.clock.wallMs() + Math.round((random() - 0.5) * 4 * minute));
    }
    expect({ open: week.isDone ? [] : week.openTasks, asked: week.asked, bugs: week.bugs }).toEqual({
      open: [],
      asked: [],
      bugs: [],
    });
    const prompts = [...week.clis.values()].flatMap((cli) => cli.prompts);
    for (const task of week.tasks) expect(prompts.filter((text) => text === task)).toHaveLength(1);
    // One night of the week has the hour from two to three twice; and the schedule runs once in it.
    expect(prompts.filter((text) => text.startsWith('look after the night'))).toHaveLength(7);
    const wakes = week.store.wakeups.newest(10_000);
    expect(wakes.length).toBeGreaterThan(10);
    expect(wakes.filter(({ by, why, wokenAt }) => by === 'pcc' && (why === null || wokenAt === null))).toEqual([]);
    expect(restarts).toBeGreaterThan(10);
    for (const cli of week.clis.values()) {
      expect(cli.continued.filter(({ truth }) => truth === 0)).toEqual([]);
      expect(cli.continued.filter(({ at, truth }) => at < truth)).toEqual([]);
    }
    const byPcc = wakes.filter(({ by }) => by === 'pcc').length;
    expect(byPcc).toBe([...week.clis.values()].reduce((sum, cli) => sum + cli.continued.length - cli.vain, 0));
  },
);
