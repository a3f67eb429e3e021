import { join } from 'node:path';
import type { CastEvent } from '../../src/terminal/asciicast.ts';
import { readCast } from '../../src/terminal/recording/reader.ts';
import { aligned } from './measure.ts';
import type { Contestant, RigSpec } from './tuiRig.ts';
import { openPcc, openTmux, wait } from './tuiRig.ts';

/** Recordings of the newest CLI at 80×24, one a pane: long edits, many tools, pages of questions, wide characters. */
const scene = [
  'edit-long',
  'several-at-once',
  'question-preview',
  'write-emoji',
  'busy-background-agent',
  'several-in-turn',
] as const;

/** How much faster than recorded they are played: pauses of people who think are not what is measured. */
const speed = 2;

/** Bytes that reach the human's terminal for the same recordings in panes of the same size, and what the children wrote. */
export async function bytesTable(spec: Omit<RigSpec, 'pane' | 'panes' | 'window'>, fixtures: string): Promise<string> {
  // Three panes of 80×24 beside each other and two below, with their titles, the columns between them and the bottom line.
  const rig = { ...spec, panes: scene.length, window: { cols: 242, rows: 51 }, pane: { cols: 80, rows: 24 } };
  const events = (await Promise.all(scene.map((name, pane) => outputOf(fixtures, name, pane)))).flat();
  events.sort((a, b) => a.event.atS - b.event.atS);
  const tmux = await played(await openTmux(rig, 'fed'), events);
  const pcc = await played(await openPcc(rig, 'fed'), events);
  const written = events.reduce((sum, { event }) => sum + Buffer.byteLength(event.data), 0);
  const line = (name: string, bytes: number): string[] => [name, (bytes / 1_024).toFixed(1), (bytes / tmux).toFixed(2)];
  return aligned([
    [`the same scene, ${scene.length} recordings in panes of 80×24`, 'KB', 'ratio to tmux'],
    line('pcc tui', pcc),
    line('tmux', tmux),
    line('written by the children', written),
  ]);
}

interface PaneEvent {
  readonly pane: number;
  readonly event: CastEvent;
}

async function outputOf(fixtures: string, name: string, pane: number): Promise<PaneEvent[]> {
  const events: PaneEvent[] = [];
  for await (const piece of readCast(join(fixtures, '2.1.329', `${name}-80x24.cast.gz`))) {
    if ('event' in piece && piece.event.code === 'o') events.push({ pane, event: piece.event });
  }
  return events;
}

async function played(contestant: Contestant, events: readonly PaneEvent[]): Promise<number> {
  const { viewer } = contestant;
  const before = viewer.bytes;
  const beganMs = performance.now();
  for (const { pane, event } of events) {
    const dueMs = beganMs + (event.atS * 1_000) / speed - performance.now();
    if (dueMs > 0) await wait(dueMs);
    contestant.feed(pane, Buffer.from(event.data));
  }
  await viewer.quiet(500);
  const bytes = viewer.bytes - before;
  await contestant.dispose();
  return bytes;
}
