import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLog, rotateLog } from '../../src/daemon/log.ts';
import { limits } from '../../src/limits.ts';
import { tempFolder } from '../terminal/harness.ts';

/** Makes the file as large as a log may be, without writing all of it. */
function grow(file: string): void {
  truncateSync(file, limits.logFileBytesMax);
}

test('a log that grows too large while it is written is put aside, and no line is lost', () => {
  const folder = tempFolder();
  const file = join(folder, 'daemon.log');
  const log = openLog(file, 'info');
  log.info('before');
  grow(file);
  for (let line = 2; line <= limits.logLinesPerLook; line++) log.info(`line ${line}`);
  log.warn('behind');
  expect(readdirSync(folder).sort()).toEqual(['daemon.log', 'daemon.log.1']);
  const [old, current] = [`${file}.1`, file].map((path) => readFileSync(path, 'utf8'));
  expect(old).toContain('"before"');
  expect(old).toContain(`"line ${limits.logLinesPerLook}"`);
  expect(current?.trim().split('\n')).toEqual([expect.stringContaining('"behind"')]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('so many old ones are kept, the newest first', () => {
  const folder = tempFolder();
  const file = join(folder, 'x.log');
  for (let round = 0; round < limits.logFilesKept + 2; round++) {
    writeFileSync(file, `${round}`);
    expect(rotateLog(file)).toBe(false);
    grow(file);
    expect(rotateLog(file)).toBe(true);
  }
  const kept = readdirSync(folder).sort();
  expect(kept).toEqual(Array.from({ length: limits.logFilesKept }, (_, index) => `x.log.${index + 1}`));
  expect(kept.map((name) => readFileSync(join(folder, name), 'utf8')[0])).toEqual(['6', '5', '4', '3', '2']);
});

test('what is logged is told to a journal too, line by line with its urgency, without secrets', () => {
  const told: string[] = [];
  const log = openLog(join(tempFolder(), 'x.log'), 'info', undefined, (line) => told.push(line));
  log.debug('below the level');
  log.info('began with ghp_abcdefghijklmnopqrstuvwxyz0123456789');
  log.warn('two\nlines \u001b[31mred');
  const error = new Error('broken');
  error.stack = 'Error: broken\n    at here';
  log.error('A defect.', error);
  expect(told[0]).toMatch(/^<6>began with (?!.*ghp_abcdef).*\n$/);
  expect(told.slice(1)).toEqual([
    '<4>two\n',
    '<4>lines red\n',
    '<3>A defect.\n',
    '<3>Error: broken\n',
    '<3>    at here\n',
  ]);
});
