import { expect } from 'vitest';
import type { Command } from '../../../src/tui/command.ts';
import type { Mouse } from '../../../src/tui/key.ts';
import { panelPlace } from '../../../src/tui/layout/panelPlace.ts';
import type { Reply } from '../../../src/tui/message.ts';
import type { Model } from '../../../src/tui/model.ts';
import type { PanelEvent, PanelKind, PanelRequest, PanelStep, PanelView } from '../../../src/tui/panel.ts';
import type { Layer } from '../../../src/tui/scene.ts';
import { lineWidth } from '../../../src/tui/view/box.ts';
import { glyphsOf } from '../../../src/tui/panels/copyMode/glyphs.ts';
import { cellsOfChar } from '../../../src/face/text/text.ts';
import { aKey } from '../models.ts';

// Golden screens tell local times.
process.env.TZ = 'UTC';

/** One panel alone, driven by events as `update` would send them, and drawn as text. */
export class Desk<S> {
  readonly kind: PanelKind<S>;
  model: Model;
  state: S | undefined;
  readonly serial = 7;
  readonly commands: Command[] = [];
  readonly notices: string[] = [];
  opened: PanelRequest | undefined;
  focused: string | undefined;
  expected: string | undefined;
  action: string | undefined;

  constructor(kind: PanelKind<S>, request: Omit<PanelRequest, 'name'>, model: Model) {
    this.kind = kind;
    this.model = model;
    const step = kind.open({ name: kind.name, ...request }, model, this.serial);
    if (typeof step === 'string') throw new Error(step);
    this.#take(step);
    this.#shown();
  }

  get isOpen(): boolean {
    return this.state !== undefined;
  }

  /** Cells of the panel, as far as it belongs to a session. */
  rect(session?: string): { x: number; y: number; cols: number; rows: number } {
    return panelPlace(this.kind.place, session, this.model);
  }

  /** Something happens, and the terminal takes a frame behind it. */
  tell(event: PanelEvent): this {
    if (this.state !== undefined) this.#take(this.kind.update(this.state, event, this.model, this.serial));
    return this.#shown();
  }

  /** So much later. */
  wait(ms: number): this {
    return this.become({ nowMs: this.model.nowMs + ms });
  }

  #shown(): this {
    const event = { type: 'drawn', state: this.state } as const;
    if (this.state !== undefined) this.#take(this.kind.update(this.state, event, this.model, this.serial));
    return this;
  }

  press(...names: readonly string[]): this {
    for (const name of names) {
      this.tell({ type: 'key', key: aKey(name) });
      this.model = { ...this.model, lastKey: { name, atMs: this.model.nowMs } };
    }
    return this;
  }

  type(text: string): this {
    return this.press(...Array.from(text, (char) => (char === ' ' ? 'Space' : char)));
  }

  mouse(kind: Mouse['kind'], x: number, y: number): this {
    const mouse: Mouse = {
      kind,
      button: kind.startsWith('wheel') ? 'none' : 'left',
      x,
      y,
      shift: false,
      meta: false,
      ctrl: false,
    };
    return this.tell({ type: 'mouse', mouse });
  }

  reply(reply: Reply): this {
    return this.tell(reply);
  }

  /** The model changes, and the panel hears of it. */
  become(change: Partial<Model>): this {
    this.model = { ...this.model, ...change };
    return this.tell({ type: 'changed' });
  }

  view(session?: string): PanelView {
    if (this.state === undefined) throw new Error('The panel is closed.');
    return this.kind.view(this.state, this.model, this.rect(session));
  }

  /** The panel as text, its tints below each row that has some. */
  drawn(session?: string): string[] {
    return drawn(this.view(session), this.rect(session));
  }

  #take(step: PanelStep<S>): void {
    this.state = step.state;
    this.commands.push(...(step.commands ?? []));
    if (step.notice) this.notices.push(step.notice.text);
    if (step.open) this.opened = step.open;
    if (step.focus !== undefined) this.focused = step.focus;
    if (step.expected !== undefined) this.expected = step.expected;
    if (step.action !== undefined) this.action = step.action;
    if (step.keep !== undefined)
      this.model = { ...this.model, kept: new Map([...this.model.kept, [this.kind.name, step.keep]]) };
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly cols: number;
  readonly rows: number;
}

/** Cells of a view within a place, as lines of text; a wide character takes two cells. `▏` stands for what nothing is drawn on. */
export function drawn(view: PanelView, place: Place): string[] {
  const grid = Array.from({ length: place.rows }, () => Array.from({ length: place.cols }, () => '▏'));
  const put = (x: number, y: number, text: string): void => {
    const row = grid[y - place.y];
    if (row && x >= place.x && x < place.x + place.cols) row[x - place.x] = text;
  };
  for (const layer of view.layers) drawLayer(layer, put);
  return grid.map((cells) => cells.join('').trimEnd());
}

function drawLayer(layer: Layer, put: (x: number, y: number, text: string) => void): void {
  const { rect } = layer;
  if (layer.type === 'tint') return;
  for (let y = 0; y < rect.rows; y++) for (let x = 0; x < rect.cols; x++) put(rect.x + x, rect.y + y, ' ');
  if (layer.type === 'block') {
    layer.lines.slice(0, rect.rows).forEach((line, y) => {
      let x = 0;
      for (const char of line.map(({ text }) => text).join('')) {
        const cells = cellsOfChar(char);
        if (x + cells <= rect.cols) put(rect.x + x, rect.y + y, char);
        if (cells === 2) put(rect.x + x + 1, rect.y + y, '');
        x += cells;
      }
    });
    return;
  }
  if (layer.source.type !== 'rows') {
    put(
      rect.x,
      rect.y,
      layer.source.type === 'recording' ? `«${layer.source.key} ${layer.source.atS.toFixed(1)}»` : '«»',
    );
    return;
  }
  layer.source.rows.slice(0, rect.rows).forEach((row, y) => {
    for (const glyph of glyphsOf(row)) {
      if (glyph.to > rect.cols) break;
      put(rect.x + glyph.from, rect.y + y, glyph.text);
      if (glyph.to - glyph.from === 2) put(rect.x + glyph.from + 1, rect.y + y, '');
    }
  });
}

/** Every layer and line stays inside the place, and no control character is in any text. */
export function expectFits(view: PanelView, place: Place): void {
  for (const layer of view.layers) {
    const { rect } = layer;
    expect(rect.x).toBeGreaterThanOrEqual(place.x);
    expect(rect.y).toBeGreaterThanOrEqual(place.y);
    expect(rect.x + rect.cols).toBeLessThanOrEqual(place.x + place.cols);
    expect(rect.y + rect.rows).toBeLessThanOrEqual(place.y + place.rows);
    if (layer.type !== 'block') continue;
    expect(layer.lines.length).toBeLessThanOrEqual(rect.rows);
    for (const line of layer.lines) {
      expect(lineWidth(line)).toBeLessThanOrEqual(rect.cols);
      for (const { text } of line) expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e]/);
    }
  }
  const { cursor } = view;
  if (!cursor) return;
  expect(cursor.x).toBeGreaterThanOrEqual(place.x);
  expect(cursor.x).toBeLessThan(place.x + place.cols);
  expect(cursor.y).toBeGreaterThanOrEqual(place.y);
  expect(cursor.y).toBeLessThan(place.y + place.rows);
}
