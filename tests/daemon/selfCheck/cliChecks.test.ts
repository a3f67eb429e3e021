import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import type { CliChecksParts } from '../../../src/daemon/selfCheck/cliChecks.ts';
import { CliChecks } from '../../../src/daemon/selfCheck/cliChecks.ts';
import { programAt } from '../../../src/daemon/selfCheck/cliIdentity.ts';
import type { CheckResult } from '../../../src/daemon/selfCheck/workerProcess.ts';
import { limits } from '../../../src/limits.ts';
import type { CliIdentity } from '../../../src/store/cliChecks.ts';
import { openStore } from '../../../src/store/store.ts';
import { afterTest, tempFolder } from '../../terminal/harness.ts';

/** What is known of a program of the CLI, and when it is checked. */

interface Desk {
  readonly checks: CliChecks;
  readonly clock: ManualClock;
  readonly program: string;
  readonly cli: CliIdentity;
  /** Checks that were started, each to be ended by the test. */
  readonly started: { readonly cli: CliIdentity; readonly end: (result: CheckResult) => void }[];
  readonly log: string[];
  words: string;
  config: ReturnType<CliChecksParts['config']>;
  /** Another daemon over the same database. */
  readonly again: (pcc?: string) => CliChecks;
}

const passed: CheckResult = { passed: true, families: [{ family: 'Bash', result: 'ok', note: '' }] };
const failed: CheckResult = { passed: false, families: [{ family: 'Bash', result: 'wrong', note: 'read as idle' }] };

function desk(version = '9.9.9'): Desk {
  const folder = tempFolder();
  const program = join(folder, 'claude');
  writeFileSync(program, '#!/bin/sh\n');
  const clock = new ManualClock(1_800_000_000_000);
  const store = openStore(join(folder, 'state.db'), clock);
  afterTest(() => {
    store.dispose();
  });
  const started: Desk['started'] = [];
  const log: string[] = [];
  const again = (pcc = '1.0.0'): CliChecks => {
    const checks = new CliChecks({
      store: store.cliChecks,
      clock,
      config: () => made.config,
      pcc,
      words: () => made.words,
      log: (sentence) => log.push(sentence),
      start: ({ cli }) => {
        let end: (result: CheckResult) => void = () => undefined;
        const over = new Promise<CheckResult>((resolve) => {
          end = resolve;
        });
        started.push({ cli, end });
        return { over, dispose: () => undefined };
      },
    });
    afterTest(() => {
      checks.dispose();
    });
    return checks;
  };
  const made: Desk = {
    clock,
    program,
    cli: programAt(program, version),
    started,
    log,
    words: 'w1',
    config: { 'check.unknown_versions': 'check', 'check.shipped_versions': 'trust' },
    again,
    get checks() {
      return first;
    },
  };
  const first = again();
  return made;
}

/** Ends the check that was started last, and waits until that is taken in. */
async function end({ started }: Desk, checks: CliChecks, result: CheckResult): Promise<void> {
  const changed = new Promise<void>((resolve) => {
    const listening = checks.onChange(() => {
      listening.dispose();
      resolve();
    });
  });
  started.at(-1)?.end(result);
  await changed;
}

test('a version of the release needs no check', () => {
  const { checks, cli, started } = desk('2.1.329');
  expect(checks.met(cli)).toBe('shipped');
  expect(started).toHaveLength(0);
});

test('an unknown version is checked once, and what came of it is kept for the next daemon', async () => {
  const here = desk();
  expect(here.checks.met(here.cli)).toBe('checking');
  expect(here.checks.met(here.cli)).toBe('checking');
  expect(here.started).toHaveLength(1);
  await end(here, here.checks, passed);
  expect(here.checks.standing(here.cli)).toBe('checked');
  expect(here.again().met(here.cli)).toBe('checked');
  expect(here.started).toHaveLength(1);
  expect(here.log).toHaveLength(2);
});

test('a failed check stays failed, with its table, and is tried again a day later', async () => {
  const here = desk();
  here.checks.met(here.cli);
  await end(here, here.checks, failed);
  expect(here.checks.report(here.cli)).toMatchObject({ standing: 'failed', running: false, ...failed });
  expect(here.log.at(-1)).toContain('Bash: read as idle');
  here.clock.advance(limits.cliCheckRetryMs - 1);
  expect(here.checks.met(here.cli)).toBe('failed');
  here.clock.advance(1);
  expect(here.checks.met(here.cli)).toBe('checking');
  expect(here.started).toHaveLength(2);
  expect(here.checks.report(here.cli).running).toBe(true);
});

test('another release, other words or another file are checked anew', async () => {
  const here = desk();
  here.checks.met(here.cli);
  await end(here, here.checks, passed);
  expect(here.again('2.0.0').standing(here.cli)).toBe('unchecked');
  here.words = 'w2';
  expect(here.checks.standing(here.cli)).toBe('unchecked');
  here.words = 'w1';
  utimesSync(here.program, 1, 1);
  expect(here.checks.standing(programAt(here.program, '9.9.9'))).toBe('unchecked');
});

test('words that change while a check runs have it made once more', async () => {
  const here = desk();
  here.checks.met(here.cli);
  here.words = 'w2';
  await end(here, here.checks, passed);
  expect(here.checks.standing(here.cli)).toBe('checking');
  expect(here.started).toHaveLength(2);
  await end(here, here.checks, passed);
  expect(here.checks.standing(here.cli)).toBe('checked');
});

test('a program that is replaced while its check runs has not passed', async () => {
  const here = desk();
  here.checks.met(here.cli);
  writeFileSync(here.program, '#!/bin/sh\nexit\n');
  await end(here, here.checks, passed);
  expect(here.checks.standing(here.cli)).toBe('failed');
  expect(here.checks.report(here.cli).problem).toContain('replaced');
});

test('one check runs at a time, and one that is cut off by the end of the daemon says nothing', async () => {
  const here = desk();
  const other = programAt(here.program, '9.9.8');
  here.checks.met(here.cli);
  here.checks.met(other);
  expect(here.started).toHaveLength(1);
  await end(here, here.checks, passed);
  expect(here.started).toHaveLength(2);
  here.checks.dispose();
  here.started.at(-1)?.end(failed);
  await new Promise((resolve) => setImmediate(resolve));
  expect(here.again().standing(other)).toBe('unchecked');
});

test('the configuration may want none checked, or all', () => {
  const ask = desk();
  ask.config = { ...ask.config, 'check.unknown_versions': 'ask' };
  expect(ask.checks.met(ask.cli)).toBe('unchecked');
  expect(ask.started).toHaveLength(0);
  const trust = desk();
  trust.config = { ...trust.config, 'check.unknown_versions': 'trust' };
  expect(trust.checks.met(trust.cli)).toBe('off');
  const all = desk('2.1.329');
  all.config = { ...all.config, 'check.shipped_versions': 'check' };
  expect(all.checks.met(all.cli)).toBe('checking');
});

test('a program that says no version is not checked and never counts as known', () => {
  const { checks, cli, started } = desk('');
  expect(checks.met(cli)).toBe('unchecked');
  expect(started).toHaveLength(0);
});

test('a check that could not be carried through is not stored, and is tried again while a session needs it', async () => {
  const here = desk();
  const broken: CheckResult = { passed: false, families: [], problem: 'it ended early' };
  here.checks.onDue((cli) => {
    here.checks.met(cli);
  });
  here.checks.met(here.cli);
  for (let tries = 1; tries < limits.cliCheckTriesMax; tries++) {
    await end(here, here.checks, broken);
    expect(here.checks.standing(here.cli)).toBe('failed');
    expect(here.again().standing(here.cli)).toBe('unchecked');
    here.clock.advance(limits.cliCheckAgainMs);
    expect(here.started).toHaveLength(tries + 1);
  }
  await end(here, here.checks, broken);
  here.clock.advance(limits.cliCheckAgainMs);
  expect(here.started).toHaveLength(limits.cliCheckTriesMax);
});

test('a program without a path, as a session of an older release has it, is never checked', () => {
  const { checks, started } = desk();
  expect(checks.met({ version: '9.9.9', path: '', size: 0, mtimeMs: 0 })).toBe('unchecked');
  expect(started).toHaveLength(0);
});

test('what goes wrong where it is heard does not keep the next check from its turn', async () => {
  const here = desk();
  here.checks.onChange(() => {
    throw new Error('a listener');
  });
  here.checks.met(here.cli);
  here.checks.met(programAt(here.program, '9.9.8'));
  await end(here, here.checks, passed);
  expect(here.started).toHaveLength(2);
  expect(here.log.some((line) => line.includes('could not be told'))).toBe(true);
});
