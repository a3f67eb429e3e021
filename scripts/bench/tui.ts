import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bytesTable } from './tuiBytes.ts';
import { echoTable } from './tuiEcho.ts';
import { loadTable } from './tuiLoad.ts';
import { memoryTable } from './tuiMemory.ts';

const window = { cols: 200, rows: 50 };

/** The TUI beside tmux, one table a question; each measurement in folders of its own. */
export async function* tuiTables(program: string, folder: string, fixtures: string): AsyncGenerator<string> {
  let count = 0;
  const fresh = (): { folder: string; program: string } => {
    const own = join(folder, `tui-${count++}`);
    mkdirSync(own, { recursive: true });
    return { folder: own, program };
  };
  yield await echoTable({ ...fresh(), window: { cols: 80, rows: 24 } });
  yield await loadTable({ ...fresh(), window, panes: 6 });
  for (const panes of [6, 30]) yield await memoryTable({ ...fresh(), window, panes });
  yield await bytesTable(fresh(), fixtures);
}
