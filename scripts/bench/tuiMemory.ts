import { aligned } from './measure.ts';
import type { Contestant, RigSpec } from './tuiRig.ts';
import { memoryMb, openPcc, openTmux } from './tuiRig.ts';

/** Lines that each child writes, more than either program keeps above the screen. */
const lines = 2_500;

const text = Buffer.from(
  Array.from(
    { length: lines },
    (_, index) => `\u001b[3${index % 7}m${index}\u001b[0m of these lines has some words in it\r\n`,
  ).join(''),
);

interface Memory {
  readonly viewer: { readonly rss: number; readonly pss: number };
  readonly behind: { readonly rss: number; readonly pss: number };
}

/** Memory with all panes full. */
export async function memoryTable(spec: Omit<RigSpec, 'pane'>): Promise<string> {
  const rig = { ...spec, pane: { cols: 120, rows: 40 } };
  const tmux = await filled(await openTmux(rig, 'fed'), spec.panes);
  const pcc = await filled(await openPcc(rig, 'fed'), spec.panes);
  const head = [`${spec.panes} panes: MB, RSS / PSS (shared pages counted once)`, 'viewer', 'behind it', 'all'];
  return aligned([head, line('pcc', pcc), line('tmux', tmux), ratio(pcc, tmux)]);
}

async function filled(contestant: Contestant, panes: number): Promise<Memory> {
  for (let pane = 0; pane < panes; pane++) contestant.feed(pane, text);
  await contestant.viewer.quiet(1_000);
  const { viewer, behind } = contestant.processes();
  const memory = { viewer: memoryMb(viewer), behind: memoryMb(behind) };
  await contestant.dispose();
  return memory;
}

function line(name: string, { viewer, behind }: Memory): string[] {
  const both = (rss: number, pss: number): string => `${rss.toFixed(1)} / ${pss.toFixed(1)}`;
  const all = both(viewer.rss + behind.rss, viewer.pss + behind.pss);
  return [name, both(viewer.rss, viewer.pss), both(behind.rss, behind.pss), all];
}

function ratio(own: Memory, beside: Memory): string[] {
  const of = (a: number, b: number): string => (a / b).toFixed(1);
  return [
    'ratio of PSS',
    of(own.viewer.pss, beside.viewer.pss),
    of(own.behind.pss, beside.behind.pss),
    of(own.viewer.pss + own.behind.pss, beside.viewer.pss + beside.behind.pss),
  ];
}
