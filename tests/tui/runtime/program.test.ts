import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import type { Command } from '../../../src/tui/command.ts';
import type { Message } from '../../../src/tui/message.ts';
import type { Model } from '../../../src/tui/model.ts';
import type { Scene } from '../../../src/tui/scene.ts';
import { Program } from '../../../src/tui/runtime/program.ts';
import { firstLayout } from '../../../src/tui/layout/saved.ts';
import { initialModel } from '../../../src/tui/update/update.ts';
import { ordinarySettings } from '../models.ts';

let clock: ManualClock;
let heard: string[];
let performed: string[];
let drawn: number[];
let shown: string[][];
/** What the next message makes the model want. */
let wanted: Map<string, readonly Command[]>;
let held: string | undefined;
let moving: boolean;
let program: Program;

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
  heard.push(message.type);
  const hold = held === undefined ? undefined : { session: held, confirmed: true, prefixed: false, unsent: 0 };
  const panels = moving ? [{ serial: 1, kind: { moves: () => true } as never, state: {}, session: undefined }] : [];
  return { model: { ...model, hold, panels }, commands: wanted.get(message.type) ?? [] };
}

beforeEach(() => {
  clock = new ManualClock(Date.UTC(2026, 2, 1));
  [heard, performed, drawn, shown] = [[], [], [], []];
  wanted = new Map();
  held = undefined;
  moving = false;
  const model = initialModel({ cols: 80, rows: 24 }, clock.wallMs(), ordinarySettings, firstLayout);
  program = new Program(model, {
    clock,
    update: after,
    view: () => scene,
    perform: (command) => {
      performed.push(command.type);
      if (command.type === 'bell') program.tell({ type: 'window', focused: true });
    },
    draw: () => drawn.push(clock.monotonicMs()),
    backlogged: () => false,
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
