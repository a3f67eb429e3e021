import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import type { WatchedLife } from '../../../src/daemon/health/health.ts';
import { Health } from '../../../src/daemon/health/health.ts';
import { Vitals } from '../../../src/daemon/health/vitals.ts';
import { limits } from '../../../src/limits.ts';
import { reduce } from '../../../src/session/reduce.ts';
import type { Session, SessionEvent } from '../../../src/session/session.ts';
import { newSession } from '../../../src/session/session.ts';
import type { ProcessWork } from '../../../src/terminal/host/processes.ts';
import { psTimeMs, workOf } from '../../../src/terminal/host/processes.ts';
import { busy, draft, idle, leaves, takes } from '../../session/words.ts';
import { afterTest } from '../../terminal/harness.ts';

const minute = 60_000;

/** A session in memory, and the watch over it. */
class Bench {
  readonly clock = new ManualClock();
  readonly told: SessionEvent[] = [];
  readonly health: Health;
  readonly life: WatchedLife;
  session: Session = newSession('s', false);
  offset = 0;
  transcriptBytes = 0;
  pid: number | null = 100;
  looks = 0;
  scans = 0;
  why: string | undefined;
  work: ProcessWork[] = [{ pid: 100, cpuMs: 500, ageMs: 100_000, stopped: false }];
  readonly #stepped = new Emitter<Session>();
  readonly #ended = new Emitter<number | null>();

  constructor(realProcesses = false) {
    this.health = new Health({
      clock: this.clock,
      config: () => ({ 'health.suspect_ms': 5 * minute, 'health.confirm_ms': minute }),
      log: () => undefined,
      workOf: (leaders) => {
        this.scans++;
        return realProcesses ? workOf(leaders) : new Map(leaders.map((leader) => [leader, this.work]));
      },
    });
    afterTest(() => {
      this.health.dispose();
    });
    this.life = lifeOf(this, this.#stepped.event, this.#ended.event);
    this.health.follow(this.life);
  }

  happen(...events: SessionEvent[]): void {
    for (const event of events) {
      this.session = reduce(this.session, event).session;
      this.#stepped.fire(this.session);
    }
  }

  /** Lets time pass, a look at a time; `each` happens before every look. */
  pass(ms: number, each: () => void = () => undefined): void {
    for (let left = ms; left > 0; left -= limits.healthLookMs) {
      each();
      this.clock.advance(Math.min(left, limits.healthLookMs));
    }
  }

  end(): void {
    this.#ended.fire(0);
  }

  get asked(): string | undefined {
    return this.session.ask?.dialog.question;
  }
}

function lifeOf(
  bench: Bench,
  onStep: Emitter<Session>['event'],
  onEnded: Emitter<number | null>['event'],
): WatchedLife {
  return {
    id: 's',
    get pid() {
      return bench.pid;
    },
    get transcriptBytes() {
      return bench.transcriptBytes;
    },
    watched: {
      screen: {
        get offset() {
          return bench.offset;
        },
      },
    },
    actor: {
      get session() {
        return bench.session;
      },
      onStep: onStep,
      dispatch: (event) => {
        bench.told.push(event);
        bench.happen(event);
      },
      lookNow: () => {
        bench.looks++;
      },
    },
    onEnded: onEnded,
    healthTold: (why) => {
      bench.why = why;
    },
  };
}

describe('the watch over a session', () => {
  it('costs nothing while it is at rest', () => {
    const bench = new Bench();
    bench.happen(idle);
    bench.pass(60 * minute);
    expect(bench).toMatchObject({ scans: 0, looks: 0, told: [], why: undefined });
  });

  it('looks at no process while the screen moves', () => {
    const bench = new Bench();
    bench.happen(busy);
    bench.pass(60 * minute, () => bench.offset++);
    expect(bench).toMatchObject({ scans: 0, looks: 0, told: [], why: undefined });
  });

  it('looks again at one without any sign of life, then asks a person, once', () => {
    const bench = new Bench();
    bench.happen(busy);
    bench.pass(4 * minute);
    expect(bench.why).toBe('Nothing came out for 4 min.');
    expect(bench.looks).toBe(0);
    bench.pass(minute + limits.healthLookMs);
    expect(bench.why).toMatch(/^No sign of life for 5 min: nothing comes out/);
    expect(bench.looks).toBeGreaterThan(0);
    expect(bench.asked).toBeUndefined();
    bench.pass(minute);
    expect(bench.asked).toMatch(/^No sign of life for 6 min: .* Attach to the session and look; pcc types nothing/);
    bench.pass(60 * minute);
    expect(bench.told).toHaveLength(1);
  });

  it.each<[string, (bench: Bench) => void]>([
    ['output', (bench) => bench.offset++],
    ['its transcript', (bench) => bench.transcriptBytes++],
    ['its processor time', (bench) => (bench.work = bench.work.map((row) => ({ ...row, cpuMs: row.cpuMs + 60 })))],
    [
      'a new process',
      (bench) => (bench.work = [...bench.work.slice(0, 1), { pid: ++lastPid, cpuMs: 0, ageMs: 1, stopped: false }]),
    ],
  ])('asks nobody while %s is a sign of life', (_sign, live) => {
    const bench = new Bench();
    bench.happen(busy);
    let looks = 0;
    bench.pass(120 * minute, () => {
      // Every four minutes is enough.
      if (looks++ % 16 === 0) live(bench);
    });
    expect(bench.told).toEqual([]);
    expect(bench.looks).toBe(0);
  });

  it('takes the question back by itself when there are signs of life', () => {
    const bench = new Bench();
    bench.happen(busy);
    bench.pass(10 * minute);
    expect(bench.asked).toBeDefined();
    bench.happen(busy);
    expect(bench.asked).toBeDefined();
    bench.offset++;
    bench.pass(limits.healthLookMs);
    expect(bench.asked).toBeUndefined();
    expect(bench.why).toBeUndefined();
    bench.pass(10 * minute);
    expect(bench.asked).toBeDefined();
    bench.happen(idle);
    expect(bench.asked).toBeUndefined();
    expect(bench.why).toBeUndefined();
  });

  it('leaves one alone whose keyboard a human holds, and asks when it is left hanging', () => {
    const bench = new Bench();
    bench.happen(busy, takes);
    bench.pass(20 * minute);
    expect(bench.asked).toBeUndefined();
    bench.happen(leaves);
    bench.pass(limits.healthLookMs);
    expect(bench.asked).toBeDefined();
  });

  it('does not take a sleep of its own for a hang of the session', () => {
    const vitals = new Vitals({ offset: 1, transcriptBytes: 0 });
    const signs = vitals.take({ offset: 1, transcriptBytes: 0 }, 8 * 60 * minute);
    expect(signs.outputMs).toBe(2 * limits.healthLookMs);
  });

  it('waits longer for a command that only sleeps, as long as the CLI is not halted', () => {
    const bench = new Bench();
    bench.work = [...bench.work, { pid: 101, cpuMs: 0, ageMs: 5_000, stopped: false }];
    bench.happen(busy);
    bench.pass(20 * minute);
    expect(bench.why).toBe('Nothing came out for 20 min; a command that it started still runs.');
    bench.pass(15 * minute);
    expect(bench.asked).toContain('the command that it started does not end');
    const halted = new Bench();
    halted.work = bench.work.map((row) => ({ ...row, stopped: row.pid === 100 }));
    halted.happen(busy);
    halted.pass(7 * minute);
    expect(halted.asked).toContain('its CLI was halted from outside');
  });

  it('withdraws nothing that an earlier daemon asked before it has seen a sign of life', () => {
    const bench = new Bench();
    bench.happen(busy);
    bench.pass(10 * minute);
    const next = new Bench();
    next.session = bench.session;
    next.happen({ type: 'recovered', anew: true }, busy);
    next.pass(minute);
    expect(next.asked).toBeDefined();
    next.transcriptBytes++;
    next.pass(limits.healthLookMs);
    expect(next.asked).toBeUndefined();
  });

  it('watches an ended one no longer', () => {
    const bench = new Bench();
    bench.happen(busy);
    bench.end();
    bench.pass(20 * minute);
    expect(bench).toMatchObject({ scans: 0, told: [] });
  });

  it('begins anew with each turn', () => {
    const bench = new Bench();
    bench.happen(busy);
    bench.pass(4 * minute);
    bench.happen(draft('words'), busy);
    expect(bench.why).toBeUndefined();
    bench.pass(4 * minute);
    expect(bench.told).toEqual([]);
  });
});

let lastPid = 1_000;

/** A shell that runs this in a process group of its own, as a child in a PTY does. */
async function startShell(script: string): Promise<number> {
  const child = spawn('/bin/sh', ['-c', script], { stdio: 'ignore', detached: true });
  await once(child, 'spawn');
  const { pid = 0 } = child;
  afterTest(async () => {
    process.kill(-pid, 'SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  return pid;
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come true');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('real processes', () => {
  it('a halted one and a sleeping one are asked about, each with what is known', async () => {
    const bench = new Bench(true);
    const pid = await startShell('sleep 1000 & wait');
    bench.pid = pid;
    await until(() => workOf([pid]).get(pid)?.length === 2);
    bench.happen(busy);
    bench.pass(7 * minute);
    expect(bench.asked).toBeUndefined();
    expect(bench.why).toContain('a command that it started still runs');
    process.kill(-pid, 'SIGSTOP');
    await until(() => (workOf([pid]).get(pid) ?? []).every(({ stopped }) => stopped));
    bench.pass(limits.healthLookMs);
    expect(bench.asked).toBeUndefined();
    bench.pass(2 * minute);
    expect(bench.asked).toContain('its CLI was halted from outside');
  });

  it('a busy child of a silent parent is a sign of life', async () => {
    const bench = new Bench(true);
    const pid = await startShell('(while :; do :; done) & wait');
    bench.pid = pid;
    bench.happen(busy);
    const used = (): number => (workOf([pid]).get(pid) ?? []).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
    for (let look = 0; look < 8; look++) {
      const before = used();
      await until(() => used() - before >= 2 * limits.healthCpuMsMin);
      bench.pass(2 * minute - limits.healthLookMs);
      bench.pass(limits.healthLookMs);
    }
    expect(bench.told).toEqual([]);
    expect(bench.why).toMatch(/but its processes work|^Nothing came out/);
  });

  it('a look at the system is told in milliseconds', () => {
    const own = workOf([process.pid])
      .get(process.pid)
      ?.find(({ pid }) => pid === process.pid);
    expect(own?.stopped).toBe(false);
    expect(Math.abs((own?.cpuMs ?? 0) - (process.cpuUsage().user + process.cpuUsage().system) / 1_000)).toBeLessThan(
      1_000,
    );
    expect(Math.abs((own?.ageMs ?? 0) - process.uptime() * 1_000)).toBeLessThan(2_000);
    expect(['0:01.50', '01:02', '1:00:00', '2-00:00:01'].map(psTimeMs)).toEqual([
      1_500, 62_000, 3_600_000, 172_801_000,
    ]);
  });
});

describe('a session whose processes were stopped on purpose', () => {
  it('is never judged by that, and is watched anew when it goes on', () => {
    const bench = new Bench();
    bench.happen(...[idle, busy]);
    const { life: live } = bench;
    bench.health.frozen(live, true);
    bench.work = [{ pid: 100, cpuMs: 500, ageMs: 100_000, stopped: true }];
    expect(bench.why).toContain('Frozen');
    bench.pass(60 * minute);
    bench.happen(busy);
    bench.pass(60 * minute);
    expect(bench.told).toEqual([]);
    expect(bench.why).toContain('Frozen');
    bench.health.frozen(live, false);
    expect(bench.why).toBeUndefined();
    bench.work = [{ pid: 100, cpuMs: 500, ageMs: 100_000, stopped: false }];
    bench.pass(7 * minute);
    expect(bench.told).toMatchObject([{ type: 'health', stuck: true }]);
  });
});
