import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ManualClock, systemClock } from '../../src/base/clock.ts';
import type { Clock } from '../../src/base/clock.ts';
import { KillSwitch } from '../../src/daemon/killSwitch.ts';
import { limits } from '../../src/limits.ts';
import { afterTest, tempFolder, until } from '../terminal/harness.ts';

/** The file that stops all typing, with real files. */

interface Watched {
  readonly file: string;
  readonly kill: KillSwitch;
  readonly told: boolean[];
  readonly log: string[];
}

function watched(clock: Clock, file = join(tempFolder(), 'STOP')): Watched {
  const told: boolean[] = [];
  const log: string[] = [];
  const kill = new KillSwitch({ file, clock, log: (sentence) => log.push(sentence) });
  afterTest(() => {
    kill.dispose();
  });
  kill.onChange((off) => told.push(off));
  return { file, kill, told, log };
}

describe('the kill switch', () => {
  test('is seen at the very look, and told once', () => {
    const { file, kill, told, log } = watched(new ManualClock());
    expect(kill.look()).toBe(false);
    kill.check();
    writeFileSync(file, '');
    expect(kill.look()).toBe(true);
    expect(kill.look()).toBe(true);
    expect(told).toEqual([true]);
    expect(() => {
      kill.check();
    }).toThrow(`The file '${file}' is there, so pcc types nothing; remove it to let pcc go on.`);
    rmSync(file);
    expect(kill.look()).toBe(false);
    expect(told).toEqual([true, false]);
    expect(log).toEqual([expect.stringContaining('types nothing'), `'${file}' is gone: pcc types again.`]);
  });

  test('is followed without anybody looking', async () => {
    const { file, told } = watched(systemClock());
    writeFileSync(file, 'stop');
    await until('the file is noticed', () => told.length === 1);
    rmSync(file);
    await until('its removal is noticed', () => told.length === 2);
    expect(told).toEqual([true, false]);
  });

  test('is noticed by the poll where the watcher is silent', () => {
    const clock = new ManualClock();
    const { file, told } = watched(clock);
    writeFileSync(file, '');
    clock.advance(limits.killSwitchPollMs);
    expect(told).toEqual([true]);
    rmSync(file);
    clock.advance(limits.killSwitchPollMs);
    expect(told).toEqual([true, false]);
  });

  test('may stand there from the start, and be a folder or a link to nothing', () => {
    const folder = tempFolder();
    const file = join(folder, 'STOP');
    mkdirSync(file);
    const { kill, told } = watched(new ManualClock(), file);
    expect(kill.look()).toBe(true);
    expect(told).toEqual([]);
    rmSync(file, { recursive: true });
    symlinkSync('/nowhere/at/all', file);
    expect(kill.look()).toBe(true);
  });

  test('says nothing after its end', () => {
    const clock = new ManualClock();
    const { file, kill, told } = watched(clock);
    kill.dispose();
    writeFileSync(file, '');
    clock.advance(limits.killSwitchPollMs * 3);
    expect(told).toEqual([]);
  });
});
