import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import type { Command } from '../../../src/tui/command.ts';
import type { Message } from '../../../src/tui/message.ts';
import type { Model } from '../../../src/tui/model.ts';
import type { Scene } from '../../../src/tui/scene.ts';
import { Program } from '../../../src/tui/runtime/program.ts';
import { PanelDefect } from '../../../src/tui/defect.ts';
import { limits } from '../../../src/limits.ts';
import { firstLayout } from '../../../src/tui/layout/saved.ts';
import { initialModel } from '../../../src/tui/update/update.ts';
import { ordinarySettings } from '../models.ts';

let clock: ManualClock;
let heard: string[];
/** What was told of frames. */
let frames: string[];
let backlogged: boolean;
let performed: string[];
let drawn: number[];
let shown: string[][];
/** What the next message makes the model want. */
let wanted: Map<string, readonly Command[]>;
let held: string | undefined;
let moving: boolean;
let program: Program;
/** What update, view and drawing fail on now. */
let broken: { update?: Message['type'] | 'all'; view?: Error; draw?: Error };
let told: { sentence: string; panel: number | undefined }[];
let ends: string[];
let forgotten: number;

const scene: Scene = {
  cols: 80,
  rows: 24,
  layers: ['app-1', 'app-2', 'app-1'].map((id) => ({
    type: 'picture',
    rect: { x: 0, y: 0, cols: 1, rows: 1 },
    source: { type: 'session', id },
    part: 'top',
    cursor: false,
  })),
  title: '',
};

function after(model: Model, message: Message): { model: Model; commands: readonly Command[] } {
  if (message.type === 'drawn' || message.type === 'behind') {
    frames.push(message.type);
    return { model, commands: [] };
  }
  if (broken.update === 'all' || broken.update === message.type) throw new Error(`no ${message.type}`);
  heard.push(message.type);
  if (message.type === 'defect') told.push({ sentence: message.sentence, panel: message.panel });
  const hold = held === undefined ? undefined : { session: held, confirmed: true, prefixed: false, unsent: 0 };
  const panels = moving ? [{ serial: 1, kind: { moves: () => true } as never, state: {}, session: undefined }] : [];
  return { model: { ...model, hold, panels }, commands: wanted.get(message.type) ?? [] };
}

beforeEach(() => {
  clock = new ManualClock(Date.UTC(2026, 2, 1));
  [heard, performed, drawn, shown] = [[], [], [], []];
  broken = {};
  [told, ends, forgotten] = [[], [], 0];
  [frames, backlogged] = [[], false];
  wanted = new Map();
  held = undefined;
  moving = false;
  const model = initialModel({ cols: 80, rows: 24 }, clock.wallMs(), ordinarySettings, firstLayout);
  program = new Program(model, {
    clock,
    update: after,
    view: () => {
      if (broken.view) throw broken.view;
      return scene;
    },
    perform: (command) => {
      performed.push(command.type);
      if (command.type === 'copy') throw new Error('no copy');
      if (command.type === 'bell') program.tell({ type: 'window', focused: true });
    },
    draw: () => {
      if (broken.draw) throw broken.draw;
      drawn.push(clock.monotonicMs());
    },
    forget: () => forgotten++,
    end: ({ message }) => ends.push(message),
    backlogged: () => backlogged,
    shown: (sessions) => shown.push([...sessions]),
    framesPerS: 10,
  });
});

const key: Message = { type: 'key', key: { name: 'x', text: 'x', raw: 'x' } };

describe('the program', () => {
  it('draws at its beginning, tells what is shown, and ticks once a second', () => {
    program.begin();
    expect(drawn).toEqual([0]);
    expect(shown).toEqual([['app-1', 'app-2']]);
    clock.advance(3_000);
    expect(heard).toEqual(['tick', 'tick', 'tick']);
  });

  it('takes what a command tells behind the message that wanted it', () => {
    wanted = new Map([['key', [{ type: 'bell' }, { type: 'redraw' }]]]);
    program.tell(key);
    expect(heard).toEqual(['key', 'window']);
    expect(performed).toEqual(['bell', 'redraw']);
  });

  it('draws at once what a key does here, and not what it does at the child', () => {
    program.begin();
    clock.advance(10);
    program.tell(key);
    expect(drawn).toEqual([0, 10]);
    wanted = new Map([['key', [{ type: 'type', session: 'app-1', data: 'x' }]]]);
    clock.advance(10);
    program.tell(key);
    expect(drawn).toEqual([0, 10]);
    clock.advance(100);
    expect(drawn).toEqual([0, 10, 110]);
  });

  it('draws the echo in the held pane at once, and other panes at their time', () => {
    held = 'app-1';
    program.begin();
    program.tell({ type: 'window', focused: true });
    clock.advance(200);
    const before = drawn.length;
    program.typed();
    clock.advance(5);
    program.pictureChanged('app-2');
    expect(drawn).toHaveLength(before + 1);
    clock.advance(5);
    program.pictureChanged('app-2');
    expect(drawn).toHaveLength(before + 1);
    program.pictureChanged('app-1');
    expect(drawn).toHaveLength(before + 2);
  });

  it('tells of frames only while time moves a panel', () => {
    moving = true;
    program.tell(key);
    clock.advance(450);
    expect(heard.filter((type) => type === 'frame')).toHaveLength(4);
    moving = false;
    clock.advance(2_000);
    expect(heard.filter((type) => type === 'frame')).toHaveLength(5);
  });

  it('does nothing more once it is over', () => {
    program.begin();
    program.dispose();
    program.tell(key);
    clock.advance(5_000);
    expect(heard).toEqual([]);
    expect(drawn).toEqual([0]);
  });
});

describe('a defect', () => {
  const sentence = 'A defect of pcc: no key; your sessions are not touched.';

  it('in update costs one message, and is told once', () => {
    program.begin();
    broken = { update: 'key' };
    for (let count = 0; count < 20; count++) {
      program.tell(key);
      clock.advance(1_000);
    }
    expect(told).toEqual([{ sentence, panel: undefined }]);
    expect(heard.filter((type) => type === 'tick')).toHaveLength(20);
    expect(ends).toEqual([]);
    broken = {};
    program.tell(key);
    expect(heard.at(-1)).toBe('key');
  });

  it('in update with every message ends the program, and not before some seconds', () => {
    program.begin();
    broken = { update: 'all' };
    for (let count = 0; count < 50; count++) program.tell(key);
    expect(ends).toEqual([]);
    clock.advance(limits.tuiDefectsMs + 1_000);
    expect(ends[0]).toContain('A defect of pcc: no');
  });

  it('in view keeps the last scene, and what a human does meanwhile is done to nothing', () => {
    program.begin();
    broken = { view: new Error('no view') };
    program.tell({ type: 'window', focused: true });
    clock.advance(100);
    program.tell(key);
    expect(drawn).toEqual([0]);
    expect(heard).not.toContain('key');
    broken = {};
    clock.advance(1_000);
    expect(drawn.length).toBeGreaterThan(1);
    expect(forgotten).toBeGreaterThan(0);
    program.tell(key);
    expect(heard.at(-1)).toBe('key');
    expect(ends).toEqual([]);
  });

  it('in view or drawing that stays ends the program with the sentence', () => {
    program.begin();
    broken = { draw: new Error('no cells.') };
    clock.advance(1_000);
    expect([told.length, ends]).toEqual([1, []]);
    clock.advance(6_000);
    expect(ends[0]).toBe('A defect of pcc: no cells; your sessions are not touched.');
  });

  it('in the view of a panel names the panel, each time', () => {
    program.begin();
    for (let count = 0; count < 3; count++) {
      broken = { view: new PanelDefect(7, new Error('no row')) };
      program.tell({ type: 'window', focused: true });
      clock.advance(100);
      broken = {};
      clock.advance(1_000);
    }
    expect(told.length).toBeGreaterThanOrEqual(3);
    expect(new Set(told.map(({ panel }) => panel))).toEqual(new Set([7]));
  });

  it('in a command lets the others be done', () => {
    program.begin();
    wanted = new Map([['key', [{ type: 'copy', text: '' }, { type: 'redraw' }]]]);
    program.tell(key);
    expect(performed).toEqual(['copy', 'redraw']);
    expect(told).toEqual([{ sentence: 'A defect of pcc: no copy; your sessions are not touched.', panel: undefined }]);
  });

  it('tells that a frame can be seen once the terminal has taken it, and that none is for a while', () => {
    program.begin();
    expect(frames).toEqual(['drawn']);
    backlogged = true;
    program.tell(key);
    clock.advance(limits.answerSeenMs + 200);
    program.tell(key);
    program.tell(key);
    expect(frames).toEqual(['drawn', 'behind']);
    backlogged = false;
    clock.advance(110);
    expect(frames).toEqual(['drawn', 'behind', 'drawn']);
    // Only pictures change.
    const count = drawn.length;
    program.pictureChanged('app-1');
    clock.advance(110);
    expect(drawn.length).toBeGreaterThan(count);
    expect(frames).toHaveLength(3);
    program.redraw();
    clock.advance(110);
    expect(frames.slice(3)).toEqual(['behind', 'drawn']);
  });
});
