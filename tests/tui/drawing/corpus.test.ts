import { describe, expect, it } from 'vitest';
import type { HeadlessScreen } from '../../../src/terminal/headlessScreen.ts';
import type { Layer } from '../../../src/tui/scene.ts';
import { span } from '../../../src/tui/scene.ts';
import type { Recording } from '../../screen/recordings.ts';
import { applyTo, corpusNames, recording, screenAt } from '../../screen/recordings.ts';
import { Easel, look, sceneOf } from './painting.ts';

/** `PCC_CORPUS=1` compares at every label of every recording; otherwise at some of every few, so that the suite stays quick. */
const everyNth = process.env.PCC_CORPUS ? 1 : 6;
const momentsMax = process.env.PCC_CORPUS ? Infinity : 6;

/** A pane with its title row, and text beside it. */
function paneOf(screen: HeadlessScreen): readonly Layer[] {
  const { cols, rows } = screen;
  return [
    { type: 'block', rect: { x: 0, y: 0, cols: cols + 4, rows: rows + 2 }, lines: [[span('日本 title')]], fill: 'bar' },
    {
      type: 'picture',
      rect: { x: 3, y: 1, cols, rows },
      source: { type: 'session', id: 's' },
      part: 'top',
      cursor: true,
    },
  ];
}

/** Draws the recording's screen at its labels, one frame after the other, and compares each; gives how many. */
function check(from: Recording): number {
  const child = screenAt(from, -1);
  let [at, compared] = [0, 0];
  let easel = new Easel(child.cols + 4, child.rows + 2, () => child);
  const moments = from.labels.map(({ t }) => t);
  for (const moment of moments.slice(0, momentsMax)) {
    for (let event = from.events[at]; event && event.atS <= moment; event = from.events[++at]) {
      applyTo(child, event);
      // Some in between, while it is being drawn.
      if (at % 40 === 0 && easel.outer.cols === child.cols + 4 && easel.outer.rows === child.rows + 2) {
        easel.draw(sceneOf(child.cols + 4, child.rows + 2, paneOf(child)));
      }
    }
    if (easel.outer.cols !== child.cols + 4 || easel.outer.rows !== child.rows + 2) {
      easel.outer.dispose();
      easel = new Easel(child.cols + 4, child.rows + 2, () => child);
    }
    easel.draw(sceneOf(child.cols + 4, child.rows + 2, paneOf(child)));
    const inner = look(child.frame());
    const outer = look(easel.outer.frame()).slice(1, -1);
    expect(
      outer.map((row) => row.slice(3, -1)),
      `${from.name} at ${moment}`,
    ).toEqual(inner);
    compared++;
  }
  easel.outer.dispose();
  child.dispose();
  return compared;
}

describe('a pane', () => {
  it("equals the child's own screen, cell for cell, over the recordings of the real CLI", { timeout: 900_000 }, () => {
    const names = corpusNames().filter((_, index) => index % everyNth === 0);
    let compared = 0;
    for (const { version, name } of names) compared += check(recording(version, name));
    expect(compared).toBeGreaterThan(names.length / 2);
    if (process.env.PCC_CORPUS) process.stdout.write(`${compared} screens of ${names.length} recordings\n`);
  });
});
