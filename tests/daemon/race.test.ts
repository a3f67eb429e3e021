import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test, vi } from 'vitest';
import { projectName } from '../../src/claude/transcript/places.ts';
import type { LiveSession } from '../../src/daemon/liveSession.ts';
import { HostSession } from '../../src/terminal/host/hostSession.ts';
import { until } from '../terminal/harness.ts';
import { muteScreenAt } from './recorded.ts';
import { makeRig } from './rig.ts';

/**
 * A core promise, measured: a key that was decided for one dialog never goes into another. The child replaces a safe dialog
 * by a dangerous one around the very moment of the write, a thousand times. Both sides read the same monotonic clock: a key
 * is wrong when its write began after the first of the dangerous dialog was handed to the terminal.
 */

const rounds = 1_000;
const sessionId = '11111111-2222-4333-8444-555555555555';

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
  /** Least part of the undisturbed rounds that must be answered within the round. */
  readonly answered: number;
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
    answered: 0.9,
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
    answered: 0.6,
  },
];

test.each(races)(
  `in ${rounds} replacements of $kind no key goes into the other dialog`,
  { timeout: 400_000 },
  async (race) => {
    const writes: { beganNs: bigint; result: string; by: string }[] = [];
    const write = Reflect.get<HostSession, 'write'>(HostSession.prototype, 'write');
    const spy = vi.spyOn(HostSession.prototype, 'write').mockImplementation(function (this: HostSession, input) {
      const beganNs = process.hrtime.bigint();
      const written = write.call(this, input);
      writes.push({ beganNs, result: written.result, by: input.by });
      return written;
    });
    const rig = await makeRig({
      config: { 'screen.settle_quiet_ms': 10, 'screen.settle_at_most_ms': 30, 'typing.dialog_age_ms': 5 },
    });
    const project = join(rig.folder, 'app');
    mkdirSync(project);
    const config = join(rig.folder, 'claude');
    const transcript = join(config, 'projects', projectName(project), `${sessionId}.jsonl`);
    mkdirSync(join(transcript, '..'), { recursive: true });
    const report = join(rig.folder, 'report.json');
    const plan = {
      transcript,
      sessionId,
      rounds,
      report,
      spreadMs: 4,
      ...race.screens,
      safeCall: race.safeCall,
      dangerousCall: race.dangerousCall,
    };
    writeFileSync(join(rig.folder, 'plan.json'), JSON.stringify(plan));
    const claude = join(rig.folder, 'claude.sh');
    const program = resolve(import.meta.dirname, 'programs/swapper.ts');
    writeFileSync(
      claude,
      `#!/bin/sh\nexec '${process.execPath}' --import '${import.meta.resolve('tsx')}' '${program}'\n`,
    );
    chmodSync(claude, 0o755);
    const id = await rig.sessions.start({
      path: project,
      trust: false,
      args: ['--session-id', sessionId],
      claude,
      env: {
        PATH: process.env['PATH'] ?? '',
        TZ: 'UTC',
        CLAUDE_CONFIG_DIR: config,
        SWAPPER_PLAN: join(rig.folder, 'plan.json'),
      },
      cols: race.cols,
      rows: race.rows,
    });
    answerAsked(rig.sessions.find(id));
    await until('all rounds', () => existsSync(report), 380_000);
    spy.mockRestore();

    const notes = JSON.parse(readFileSync(report, 'utf8')) as (Drawn | Round)[];
    const drawn = notes.filter((note): note is Drawn => 'drawn' in note);
    const played = notes.filter((note): note is Round => 'round' in note);
    const keys = writes.filter(({ by, result }) => by === 'pcc' && result === 'written');
    const wrong = keys.filter(({ beganNs }) => drawn.findLast(({ atNs }) => BigInt(atNs) < beganNs)?.drawn !== 'safe');
    const held = writes.filter(({ by, result }) => by === 'pcc' && result === 'stale').length;
    const figures = {
      rounds: played.length,
      written: keys.length,
      heldBackByTheHost: held,
      readBeforeTheSwap: played.filter(({ waits, early }) => !waits && early !== '').length,
      // Written before the swap and read after it: on their way when the child changed its mind.
      crossed: played.filter(({ crossing, late }) => crossing + late !== '').length,
    };
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    expect(wrong).toEqual([]);
    expect(played).toHaveLength(rounds);
    // The race was one: keys were written before the swap, and held back after it.
    expect(figures.readBeforeTheSwap).toBeGreaterThan(rounds / 50);
    expect(figures.written).toBeLessThan(rounds);
    // Where nobody interfered the key came; a dialog that looks like the one just answered may be left to a later look.
    const undisturbed = played.filter(({ waits }) => waits).map(({ early }) => early);
    expect(undisturbed.filter((key) => key !== race.key && key !== '')).toEqual([]);
    expect(undisturbed.filter((key) => key === race.key).length).toBeGreaterThan(undisturbed.length * race.answered);
  },
);

/** The person: answers the safe question whenever it waits, at once. */
function answerAsked({ actor }: LiveSession): void {
  const answered = new Set<string>();
  actor.onStep(({ ask }) => {
    if (ask?.stage !== 'waiting' || answered.has(ask.escalationId)) return;
    const { escalationId, dialog } = ask;
    const isSafe = dialog.options.some((option) => option.label === 'PostgreSQL');
    if (!isSafe) return;
    answered.add(escalationId);
    actor.dispatch({ type: 'respond', escalationId, label: 'PostgreSQL' });
  });
}
