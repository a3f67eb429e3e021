/**
 * `npm run bench`: how long the things take that happen often, each beside a plain measure of this machine from the same run.
 * Reading is measured over the whole corpus; start-up only where the program has been built.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sentenceOf } from '../src/base/errors.ts';
import { measureBacktest, measureRedaction } from './bench/backtest.ts';
import type { Measured } from './bench/measure.ts';
import { table } from './bench/measure.ts';
import { measureScreens } from './bench/screens.ts';
import { settlingTable } from './bench/settling.ts';
import { measureApi, measureJudge, measureStore } from './bench/services.ts';
import { measureStartUp } from './bench/startUp.ts';

const root = resolve(import.meta.dirname, '..');
const fixtures = join(root, 'tests', 'fixtures');
const program = join(root, 'dist', 'pcc.js');
const folder = mkdtempSync(join(tmpdir(), 'pcc-bench-'));

try {
  const screens = await measureScreens(fixtures);
  const rows: Measured[] = [
    ...screens.all,
    await measureJudge(join(fixtures, 'policy')),
    await measureStore(folder),
    await measureRedaction(join(fixtures, 'policy')),
    await measureBacktest(join(fixtures, 'policy'), folder),
    await measureApi(folder),
    ...(existsSync(program) ? [await measureStartUp(program, join(folder, 'home'))] : []),
  ];
  for (const text of [table(rows), screens.table, await settlingTable(fixtures)]) process.stdout.write(`${text}\n\n`);
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
