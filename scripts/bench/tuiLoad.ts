import { aligned } from './measure.ts';
import type { Contestant, RigSpec } from './tuiRig.ts';
import { cpuMs, openPcc, openTmux, wait } from './tuiRig.ts';

/** How long each load is looked at, and how often all panes get a frame. */
const seconds = 6;
const framesPerSecond = 30;

const spinner = ['·', '✢', '✳', '✶', '✻', '✽'];

/** What one pane's child writes for one frame. */
type Load = (frame: number, pane: number) => string;

/** As the CLI draws while it works: a turning mark and counters each frame, now and then a line. */
function working(frame: number, pane: number): string {
  const line =
    frame % 10 === 0 ? `\r\u001b[2K\u001b[32m●\u001b[0m Read src/file${frame}.ts (${pane + 40} lines)\r\n` : '';
  const mark = spinner[frame % spinner.length] ?? '·';
  return `${line}\r\u001b[2K\u001b[38;5;174m${mark} Thinking…\u001b[0m \u001b[2m(${Math.floor(frame / 30)}s · ↓ ${frame * 3} tokens)\u001b[0m`;
}

/** Four coloured lines a frame that scroll everything. */
function scrolling(frame: number, pane: number): string {
  const line = (index: number): string => {
    const count = frame * 4 + index;
    return `\r\n\u001b[3${count % 7}m${String(count).padStart(7)}\u001b[0m \u001b[1mpane ${pane}\u001b[0m \u001b[38;5;${count % 256}mcompiled and linked\u001b[0m ok`;
  };
  return [0, 1, 2, 3].map(line).join('');
}

/** One measurement: per cent of one core, and what reached the terminal. */
interface Used {
  readonly viewer: number;
  readonly behind: number;
  readonly kbPerS: number;
  readonly framesPerS: number;
}

/** Processor time with busy panes, in per cent of one core. */
export async function loadTable(spec: Omit<RigSpec, 'pane'>): Promise<string> {
  const rig = { ...spec, pane: { cols: 120, rows: 40 } };
  const loads: readonly (readonly [string, Load | undefined])[] = [
    ['at rest', undefined],
    ['like the CLI at work', working],
    ['scrolling', scrolling],
  ];
  const of = async (contestant: Contestant): Promise<Used[]> => {
    const used: Used[] = [];
    for (const [, load] of loads) used.push(await measured(contestant, spec.panes, load));
    await contestant.dispose();
    return used;
  };
  const tmux = await of(await openTmux(rig, 'fed'));
  const pcc = await of(await openPcc(rig, 'fed'));
  const rows = loads.flatMap(([name], index) => [
    line(`${name}: pcc`, pcc[index]),
    line(`${name}: tmux`, tmux[index]),
    ratio(name, pcc[index], tmux[index]),
  ]);
  const size = `${spec.window.cols}×${spec.window.rows}`;
  const head = [
    `${spec.panes} panes, ${framesPerSecond} frames a second, ${size}; % of a core`,
    'viewer',
    'behind it',
    'all',
    'KB/s',
    'marked frames/s',
  ];
  return aligned([head, ...rows]);
}

async function measured(contestant: Contestant, panes: number, load: Load | undefined): Promise<Used> {
  const { viewer } = contestant;
  // The first frames warm the compiler up.
  if (load) await play(contestant, panes, load, 0, 2 * framesPerSecond);
  const { viewer: ofViewer, behind } = contestant.processes();
  const [viewerMs, behindMs, bytes, frames] = [cpuMs(ofViewer), cpuMs(behind), viewer.bytes, viewer.frames];
  const beganMs = performance.now();
  if (load) await play(contestant, panes, load, 2 * framesPerSecond, seconds * framesPerSecond);
  else await wait(seconds * 1_000);
  const tookMs = performance.now() - beganMs;
  return {
    viewer: ((cpuMs(ofViewer) - viewerMs) / tookMs) * 100,
    behind: ((cpuMs(behind) - behindMs) / tookMs) * 100,
    kbPerS: (viewer.bytes - bytes) / tookMs,
    framesPerS: ((viewer.frames - frames) / tookMs) * 1_000,
  };
}

/** Feeds all panes their frames, evenly over the time. */
async function play(contestant: Contestant, panes: number, load: Load, first: number, count: number): Promise<void> {
  const beganMs = performance.now();
  for (let frame = 0; frame < count; frame++) {
    for (let pane = 0; pane < panes; pane++) contestant.feed(pane, Buffer.from(load(first + frame, pane)));
    await wait(Math.max(1, beganMs + ((frame + 1) * 1_000) / framesPerSecond - performance.now()));
  }
}

function line(name: string, used: Used | undefined): string[] {
  if (!used) return [name];
  const { viewer, behind, kbPerS, framesPerS } = used;
  return [name, ...[viewer, behind, viewer + behind, kbPerS, framesPerS].map((value) => value.toFixed(1))];
}

function ratio(name: string, own: Used | undefined, beside: Used | undefined): string[] {
  if (!own || !beside) return [];
  const parts = [
    [own.viewer, beside.viewer],
    [own.behind, beside.behind],
    [own.viewer + own.behind, beside.viewer + beside.behind],
    [own.kbPerS, beside.kbPerS],
  ] as const;
  return [`${name}: ratio`, ...parts.map(([a, b]) => (b < 0.05 ? '–' : (a / b).toFixed(2)))];
}
