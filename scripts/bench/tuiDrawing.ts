/**
 * `npx tsx scripts/bench/tuiDrawing.ts`: how long it takes to draw six panes on a terminal of 200×50, and how many bytes go out,
 * for loads from a spinner to all cells in new colours. Parsing of the children's output is not counted.
 */
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import { Canvas } from '../../src/tui/drawing/canvas.ts';
import { Composer } from '../../src/tui/drawing/compose.ts';
import type { Layer, Scene } from '../../src/tui/scene.ts';
import { span } from '../../src/tui/scene.ts';
import { themeOf } from '../../src/tui/theme/theme.ts';

const [cols, rows, frames] = [200, 50, 200];
const [paneCols, paneRows] = [66, 23];

/** What a child writes before a frame. */
type Load = (frame: number, pane: number) => string;

function everyCell(colour: (cell: number) => string): string {
  let text = '\u001b[H';
  for (let cell = 0; cell < paneCols * paneRows - 1; cell++) text += `\u001b[${colour(cell)}mx`;
  return text;
}

const loads: Readonly<Record<string, Load>> = {
  'nothing new': () => '',
  'spinner, counters': (frame) =>
    `\u001b[20;1H\u001b[38;5;174m${'✻✶✳·'[frame % 4] ?? ''} Working… \u001b[2m(${frame}s · ↓ ${frame * 17} tokens)\u001b[0m`,
  'scrolling coloured lines': (frame, pane) =>
    `\u001b[23;1H${Array.from({ length: 4 }, (_, line) => `\r\n\u001b[3${(frame + line + pane) % 8}mline ${frame * 4 + line} \u001b[1mof pane\u001b[0m ${'abc def '.repeat(5)}`).join('')}`,
  'every cell, 256 colours': (frame) => everyCell((cell) => `48;5;${(cell + frame * 7) % 256}`),
  'every cell, true colour': (frame) =>
    everyCell((cell) => `38;2;${(cell * 7 + frame) & 255};${(cell + frame * 3) & 255};${(cell ^ frame) & 255}`),
};

function sceneOf(): Scene {
  const layers = Array.from({ length: 6 }, (_, pane): readonly Layer[] => {
    const x = (pane % 3) * (paneCols + 1);
    const y = Math.floor(pane / 3) * (paneRows + 1);
    const title = [span(` app-${pane} `, 'title'), span('● working', 'working')];
    return [
      { type: 'block', rect: { x, y, cols: paneCols, rows: 1 }, lines: [title], fill: 'title' },
      {
        type: 'picture',
        rect: { x, y: y + 1, cols: paneCols, rows: paneRows },
        source: { type: 'session', id: String(pane) },
        part: 'bottom',
        cursor: pane === 0,
      },
    ];
  }).flat();
  return { cols, rows, layers, title: '' };
}

function measure(name: string, load: Load): string {
  const screens = Array.from(
    { length: 6 },
    () => new HeadlessScreen({ cols: paneCols, rows: paneRows, scrollback: 0 }),
  );
  const composer = new Composer('rgb', themeOf('dark'), (source) =>
    source.type === 'session' ? screens[Number(source.id)] : undefined,
  );
  const canvas = new Canvas(composer);
  const scene = sceneOf();
  const composing: number[] = [];
  const writing: number[] = [];
  let bytes = 0;
  for (let frame = 0; frame < frames; frame++) {
    screens.forEach((screen, pane) => screen.write(load(frame, pane)));
    const begun = performance.now();
    canvas.begin(scene);
    for (const layer of scene.layers) composer.draw(layer, canvas.grid);
    const composed = performance.now();
    canvas.finish();
    const frameBytes = Buffer.byteLength(canvas.text);
    // The first frame draws everything; the next ones warm up.
    if (frame < 20) continue;
    composing.push(composed - begun);
    writing.push(performance.now() - composed);
    bytes += frameBytes;
  }
  for (const screen of screens) screen.dispose();
  const at = (list: number[], share: number): string =>
    (list.sort((a, b) => a - b)[Math.floor(list.length * share)] ?? 0).toFixed(2).padStart(7);
  return [
    name.padEnd(26),
    `compose p50 ${at(composing, 0.5)} p95 ${at(composing, 0.95)} ms`,
    `diff p50 ${at(writing, 0.5)} p95 ${at(writing, 0.95)} ms`,
    `${Math.round(bytes / composing.length)} bytes a frame`,
  ].join('   ');
}

for (const [name, load] of Object.entries(loads)) process.stdout.write(`${measure(name, load)}\n`);
