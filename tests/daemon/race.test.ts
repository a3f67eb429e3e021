import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { projectName } from '../../src/claude/transcript/places.ts';
import type { SessionActor } from '../../src/daemon/actor.ts';
import { HostSession } from '../../src/terminal/host/hostSession.ts';
import { until } from '../terminal/harness.ts';
import { muteScreenAt } from './recorded.ts';
import type { Rig } from './rig.ts';
import { makeRig } from './rig.ts';

/**
 * A core promise, measured: a key that was decided for one dialog never goes into another. The child replaces a safe dialog
 * by a dangerous one around the very moment of the write, a thousand times. Both sides read the same monotonic clock: a key
 * is wrong when its write began after the first of the dangerous dialog was handed to the terminal.
 */

const rounds = 1_000;
/** Sessions that race at the same time, each with its own part of the rounds. */
const racers = 4;

interface Drawn {
  readonly drawn: string;
  readonly atNs: string;
}
interface Round {
  readonly round: number;
  readonly waits: boolean;
  readonly early: string;
  readonly crossing: string;
  readonly late: string;
}

/** What races: two screens of one kind, the calls that they show, and the key that the safe one is answered with. */
interface Race {
  readonly kind: string;
  readonly cols: number;
  readonly rows: number;
  readonly screens: { readonly idle: string; readonly safe: string; readonly dangerous: string };
  readonly safeCall: object;
  readonly dangerousCall: object;
  readonly key: string;
}

const question = (text: string, header: string, ...labels: string[]): object => ({
  name: 'AskUserQuestion',
  input: { questions: [{ question: text, header, multiSelect: false, options: labels.map((label) => ({ label })) }] },
});

const races: readonly Race[] = [
  {
    kind: 'a request that the policy approves',
    cols: 80,
    rows: 24,
    screens: {
      idle: await muteScreenAt('bash-simple-80x24', 'idle'),
      safe: await muteScreenAt('bash-simple-80x24', 'permission'),
      dangerous: await muteScreenAt('bash-rm-rf-80x24', 'permission'),
    },
    safeCall: { name: 'Bash', input: { command: 'npm test' } },
    dangerousCall: { name: 'Bash', input: { command: 'rm -rf old' } },
    key: '1',
  },
  {
    kind: 'a question that a person answers',
    cols: 120,
    rows: 40,
    screens: {
      idle: await muteScreenAt('question-one-120x40', 'idle'),
      safe: await muteScreenAt('question-one-120x40', 'question'),
      dangerous: await muteScreenAt('question-poisoned-120x40', 'question'),
    },
    safeCall: question('Which database shall the service use?', 'Database', 'SQLite', 'PostgreSQL'),
    dangerousCall: question('Something else', 'Other', 'One', 'Two'),
    key: '2',
  },
];

/** One session of the race: what its child noted and what was written to it. */
interface Racer {
  readonly drawn: readonly Drawn[];
  readonly played: readonly Round[];
  readonly writes: readonly Write[];
}
interface Write {
  readonly inputId: string;
  readonly beganNs: bigint;
  readonly result: string;
}

describe.each(races)('$kind', (race) => {
  test(`is replaced ${rounds} times and no key goes into the other dialog`, { timeout: 200_000 }, async () => {
    const { writes, stop } = watchWrites();
    // Short times, so that there are many rounds.
    const rig = await makeRig({
      config: {
        'screen.settle_quiet_ms': 10,
        'screen.settle_at_most_ms': 30,
        'typing.dialog_age_ms': 5,
        // The same call comes in every round.
        'budget.approvals_per_minute': 10_000,
        'budget.same_call_max': 10_000,
      },
    });
    const started = await Promise.all(Array.from({ length: racers }, (_, number) => startRacer(rig, race, number)));
    await until('all rounds', () => started.every(({ report }) => existsSync(report)), 190_000);
    stop();
    check(
      race,
      started.map(({ id, report }) =>
        racerOf(
          report,
          writes.filter(({ inputId }) => inputId.startsWith(`${id}:`)),
        ),
      ),
    );
  });
});

/** Notes every write of pcc, with the moment at which it began. */
function watchWrites(): { writes: Write[]; stop: () => void } {
  const writes: Write[] = [];
  const write = Reflect.get<HostSession, 'write'>(HostSession.prototype, 'write');
  const spy = vi.spyOn(HostSession.prototype, 'write').mockImplementation(function (this: HostSession, input) {
    const beganNs = process.hrtime.bigint();
    const written = write.call(this, input);
    if (input.by === 'pcc') writes.push({ inputId: input.inputId, beganNs, result: written.result });
    return written;
  });
  return {
    writes,
    stop: () => {
      spy.mockRestore();
    },
  };
}

async function startRacer(rig: Rig, race: Race, number: number): Promise<{ id: string; report: string }> {
  const folder = join(rig.folder, `racer-${number}`);
  const [project, config] = [join(folder, 'app'), join(folder, 'claude')];
  mkdirSync(project, { recursive: true });
  const sessionId = `11111111-2222-4333-8444-${String(number).padStart(12, '0')}`;
  const transcript = join(config, 'projects', projectName(project), `${sessionId}.jsonl`);
  mkdirSync(join(transcript, '..'), { recursive: true });
  const [report, plan, calm] = ['report.json', 'plan.json', 'calm'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const { screens, safeCall, dangerousCall } = race;
  const own = { transcript, sessionId, report, rounds: rounds / racers, spreadMs: 4, calm };
  writeFileSync(plan, JSON.stringify({ ...own, ...screens, safeCall, dangerousCall }));
  const claude = join(folder, 'claude.sh');
  const program = resolve(import.meta.dirname, 'programs/swapper.ts');
  const exec = `exec '${process.execPath}' --import '${import.meta.resolve('tsx')}' '${program}'`;
  // Of a version that pcc approves for.
  const version = '[ "$1" = --version ] && echo 2.1.329 && exit';
  writeFileSync(claude, `#!/bin/sh\n${version}\n${exec}\n`);
  chmodSync(claude, 0o755);
  const env = { PATH: process.env['PATH'] ?? '', TZ: 'UTC', CLAUDE_CONFIG_DIR: config, SWAPPER_PLAN: plan };
  const { cols, rows } = race;
  const args = ['--session-id', sessionId];
  const id = await rig.sessions.start({ path: project, trust: false, args, claude, env, cols, rows });
  const { actor } = rig.sessions.find(id);
  actor.onStep(({ reading, ask }) => {
    if (reading.state === 'idle' && !ask) writeFileSync(calm, '');
  });
  answerAsked(actor);
  return { id, report };
}

function racerOf(report: string, writes: readonly Write[]): Racer {
  const notes = JSON.parse(readFileSync(report, 'utf8')) as (Drawn | Round)[];
  const drawn = notes.filter((note): note is Drawn => 'drawn' in note);
  const played = notes.filter((note): note is Round => 'round' in note);
  return { drawn, played, writes };
}

/** Keys that went out when anything but the safe dialog had begun to be drawn. */
function wrongKeys({ drawn, writes }: Racer): Write[] {
  const keys = writes.filter(({ result }) => result === 'written');
  return keys.filter(({ beganNs }) => drawn.findLast(({ atNs }) => BigInt(atNs) < beganNs)?.drawn !== 'safe');
}

function check(race: Race, all: readonly Racer[]): void {
  const played = all.flatMap((racer) => racer.played);
  const results = all.flatMap(({ writes }) => writes.map(({ result }) => result));
  const undisturbed = played.filter(({ waits }) => waits).map(({ early }) => early);
  const figures = {
    rounds: played.length,
    written: results.filter((result) => result === 'written').length,
    heldBackByTheHost: results.filter((result) => result === 'stale').length,
    readBeforeTheSwap: played.filter(({ waits, early }) => !waits && early !== '').length,
    // Written before the swap and read after it: on their way when the child changed its mind.
    crossed: played.filter(({ crossing, late }) => crossing + late !== '').length,
    undisturbed: undisturbed.length,
    answered: undisturbed.filter((key) => key === race.key).length,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  expect(all.flatMap(wrongKeys)).toEqual([]);
  expect(played).toHaveLength(rounds);
  // The race was one: keys were written before the swap, and others too late for it.
  expect(figures.readBeforeTheSwap).toBeGreaterThan(rounds / 50);
  expect(figures.written).toBeLessThan(rounds);
  // Where nobody interfered the key came, and no other.
  expect(undisturbed.filter((key) => key !== race.key && key !== '')).toEqual([]);
  expect(figures.answered).toBeGreaterThanOrEqual(figures.undisturbed * 0.98);
}

/** The person: answers the safe question of a call once, as soon as it waits, by way of `respond`. */
function answerAsked(actor: SessionActor): void {
  const answered = new Set<string>();
  actor.onStep(({ ask }) => {
    if (ask?.stage !== 'waiting' || !ask.call || answered.has(ask.call.id)) return;
    if (!ask.dialog.options.some((option) => option.label === 'PostgreSQL')) return;
    const { call, escalationId } = ask;
    setImmediate(() => {
      const now = actor.session.ask;
      if (answered.has(call.id) || now?.stage !== 'waiting' || now.escalationId !== escalationId) return;
      answered.add(call.id);
      actor.dispatch({ type: 'respond', escalationId, label: 'PostgreSQL' });
    });
  });
}
