/**
 * `npm run bench`: how long the things take that happen often, each beside a plain measure of this machine from the same run.
 * Reading is measured over the whole corpus; start-up and the TUI, which stands beside tmux, only where the program has been
 * built. `npm run bench -- tui` measures the TUI alone.
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
import { tuiTables } from './bench/tui.ts';

const root = resolve(import.meta.dirname, '..');
const fixtures = join(root, 'tests', 'fixtures');
const program = join(root, 'dist', 'pcc.js');
const folder = mkdtempSync(join(tmpdir(), 'pcc-bench-'));

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}

async function measureServices(): Promise<void> {
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
  for (const text of [table(rows), screens.table, await settlingTable(fixtures)]) print(text);
}

try {
  if (process.argv[2] !== 'tui') await measureServices();
  if (existsSync(program)) for await (const text of tuiTables(program, folder, fixtures)) print(text);
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
// What a failed measurement left open must not keep the benchmark.
process.exit();
