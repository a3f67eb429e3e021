import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import type { TakenEnd } from '../../../src/face/terminal/fullScreen.ts';
import { limits } from '../../../src/limits.ts';
import { HeadlessScreen } from '../../../src/terminal/headlessScreen.ts';
import type { Message } from '../../../src/tui/message.ts';
import type { Layer, Scene } from '../../../src/tui/scene.ts';
import { span } from '../../../src/tui/scene.ts';
import { Shell } from '../../../src/tui/shell.ts';
import { themeOf } from '../../../src/tui/theme/theme.ts';
import { FakeTerminal } from './fakeTerminal.ts';

const open: Shell[] = [];
afterEach(() => {
  for (const shell of open.splice(0)) shell.dispose();
});

function begin(cols = 30, rows = 6) {
  const fake = new FakeTerminal(cols, rows);
  const clock = new ManualClock();
  const child = new HeadlessScreen({ cols: 20, rows: 4, scrollback: 0 });
  const messages: Message[] = [];
  const ends: TakenEnd[] = [];
  let redraws = 0;
  const shell = new Shell({
    terminal: fake.terminal,
    clock,
    env: { TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'en_US.UTF-8' },
    theme: themeOf('dark'),
    mouse: true,
    pictures: () => child,
    listener: (message) => messages.push(message),
    end: (end) => ends.push(end),
    redraw: () => redraws++,
  });
  open.push(shell);
  shell.take();
  shell.listen();
  return { fake, clock, child, messages, ends, shell, redraws: () => redraws };
}

function sceneOf(cols: number, rows: number, layers: readonly Layer[]): Scene {
  return { cols, rows, layers, title: 'pcc: 1 needs you' };
}

const pane = (x: number, y: number): Layer => ({
  type: 'picture',
  rect: { x, y, cols: 20, rows: 4 },
  source: { type: 'session', id: 'app-1' },
  part: 'top',
  cursor: true,
});
const bar: Layer = {
  type: 'block',
  rect: { x: 0, y: 5, cols: 30, rows: 1 },
  lines: [[span('1 needs you', 'bar')]],
  fill: 'bar',
};

function textOf(fake: FakeTerminal): string[] {
  return fake.frame().rows.map(({ text }) => text);
}

describe('the terminal', () => {
  it('shows a scene, and then only what changed of it', () => {
    const { fake, child, shell } = begin();
    child.write('❯ hello');
    const first = shell.draw(sceneOf(30, 6, [pane(2, 1), bar]));
    expect(textOf(fake)).toEqual(['', '  ❯ hello', '', '', '', `1 needs you`]);
    expect(fake.title).toBe('pcc: 1 needs you');
    expect(fake.frame().cursor).toEqual({ x: 9, y: 1, visible: true });
    expect(first.bytes).toBeGreaterThan(30);
    expect(shell.draw(sceneOf(30, 6, [pane(2, 1), bar]))).toEqual({ bytes: 0 });
    child.write('!');
    const before = fake.written.length;
    expect(shell.draw(sceneOf(30, 6, [pane(2, 1), bar])).bytes).toBe(4);
    expect(fake.written.slice(before)).toBe('\u001b[m!');
  });

  it('leaves out a picture whose cells cannot be drawn, and tells so once', () => {
    const { fake, child, messages, shell } = begin();
    child.rawRow = () => {
      throw new Error('no cell 7');
    };
    shell.draw(sceneOf(30, 6, [pane(2, 1), bar]));
    shell.draw(sceneOf(30, 6, [pane(2, 1), bar]));
    expect(textOf(fake)).toEqual(['', '', '', '', '', '1 needs you']);
    expect(messages.filter(({ type }) => type === 'defect')).toEqual([
      { type: 'defect', sentence: 'A defect of pcc: no cell 7; your sessions are not touched.', panel: undefined },
    ]);
  });

  it('is drawn whole when nothing is known of it, and when its size changes', () => {
    const { fake, child, shell, messages } = begin();
    child.write('one');
    shell.draw(sceneOf(30, 6, [pane(0, 0)]));
    fake.write('\u001b[2J\u001b[3;3Hjunk');
    shell.redraw();
    shell.draw(sceneOf(30, 6, [pane(0, 0)]));
    expect(textOf(fake)).toEqual(['one', '', '', '', '', '']);
    fake.become(40, 8);
    expect(messages).toEqual([{ type: 'resized', size: { cols: 40, rows: 8 } }]);
    fake.write('\u001b[7;1Hjunk');
    shell.draw(sceneOf(40, 8, [pane(20, 4)]));
    expect(textOf(fake)).toEqual(['', '', '', '', `${' '.repeat(20)}one`, '', '', '']);
  });

  it('is drawn whole after a change of size that came to nothing', () => {
    const { fake, child, shell } = begin();
    child.write('one');
    shell.draw(sceneOf(30, 6, [pane(0, 0), bar]));
    shell.draw(sceneOf(30, 6, [pane(10, 0)]));
    fake.write('\u001b[2J');
    fake.output.emit('resize');
    shell.draw(sceneOf(30, 6, [pane(10, 0)]));
    expect(textOf(fake)).toEqual([`${' '.repeat(10)}one`, '', '', '', '', '']);
    fake.output.emit('resize');
    fake.write('\u001b[2J');
    shell.draw(sceneOf(30, 6, [pane(10, 0), bar]));
    expect(textOf(fake)).toEqual([`${' '.repeat(10)}one`, '', '', '', '', '1 needs you']);
  });

  it('is given back as it was, and the process too', () => {
    const events = ['exit', 'uncaughtException', 'unhandledRejection', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'];
    const listeners = () => events.map((event) => process.listeners(event as 'exit').length);
    const before = listeners();
    const { fake, shell } = begin();
    // One of each, of the view: blessed would end the process by its own.
    expect(listeners()).toEqual(before.map((count) => count + 1));
    expect(fake.raw).toBe(true);
    expect(fake.frame().buffer).toBe('alternate');
    expect(fake.modes()).toMatchObject({ bracketedPaste: true, focusEvents: true, mouse: 'drag' });
    shell.draw(sceneOf(30, 6, [bar]));
    shell.dispose();
    expect(fake.raw).toBe(false);
    expect(fake.frame().buffer).toBe('normal');
    expect(fake.frame().cursor.visible).toBe(true);
    expect(fake.modes()).toMatchObject({ bracketedPaste: false, focusEvents: false, mouse: 'none' });
    expect(listeners()).toEqual(before);
    shell.dispose();
  });

  it('gets nothing of blessed itself: no sequence, no handler, no output at its end', () => {
    const { fake, shell } = begin();
    const entered = fake.written;
    expect(entered).toBe(
      '\u001b[?1049h\u001b[22;0t\u001b[0m\u001b[2J\u001b[H\u001b[?2004h\u001b[?1004h\u001b[?1002h\u001b[?1006h',
    );
    shell.dispose();
    expect(fake.written.slice(entered.length)).toMatch(/^(?:\u001b\[[?0-9;]*[hlmt])+$/);
  });

  it('has a title that steers nothing', () => {
    const { fake, child, shell } = begin();
    child.write('one');
    shell.draw(sceneOf(30, 6, [pane(0, 0)]));
    shell.title('a\u0007\u001b[2J\u009cb');
    expect(fake.title).toBe('a␇␛[2J\ufffdb');
    expect(textOf(fake)[0]).toBe('one');
  });

  it('is drawn anew after it was given to others', () => {
    const { fake, child, shell, redraws } = begin();
    child.write('one');
    shell.draw(sceneOf(30, 6, [pane(0, 0)]));
    fake.write('\u001b[?1049l\u001b[2Jshell prompt');
    process.emit('SIGCONT');
    expect(redraws()).toBe(1);
    shell.draw(sceneOf(30, 6, [pane(0, 0)]));
    expect(textOf(fake)).toEqual(['one', '', '', '', '', '']);
    expect(fake.title).toBe('pcc: 1 needs you');
  });
});

describe('what a human does', () => {
  it('arrives as messages, the mouse with the cell of the child it is over', () => {
    const { fake, shell, messages } = begin();
    shell.draw(sceneOf(30, 6, [pane(2, 1), bar]));
    fake.type('x\u001b[200~two\nlines\u001b[201~\u001b[<0;5;3M\u001b[<0;1;6M\u001b[O');
    expect(messages.map((message) => (message.type === 'mouse' ? message.mouse.over : message.type))).toEqual([
      'key',
      'paste',
      { session: 'app-1', x: 2, y: 1 },
      undefined,
      'window',
    ]);
  });

  it('is every move of the mouse while the child that has the cursor asks for it', () => {
    const { fake, child, shell } = begin();
    const drawn = (text: string, layers: readonly Layer[]): string => {
      child.write(text);
      shell.draw(sceneOf(30, 6, layers));
      return fake.modes().mouse;
    };
    expect(drawn('\u001b[?1000h', [pane(0, 0)])).toBe('drag');
    expect(drawn('\u001b[?1003h', [pane(0, 0)])).toBe('any');
    expect(drawn('', [bar])).toBe('drag');
    expect(drawn('', [pane(0, 0)])).toBe('any');
    expect(drawn('\u001b[?1003l', [pane(0, 0)])).toBe('drag');
  });

  it('is Esc when nothing follows it soon', () => {
    const { fake, clock, messages } = begin();
    fake.type('\u001b');
    clock.advance(limits.escWaitMs - 1);
    expect(messages).toEqual([]);
    clock.advance(1);
    expect(messages).toEqual([{ type: 'key', key: { name: 'Esc', text: '', raw: '\u001b' } }]);
    fake.type('\u001b');
    clock.advance(limits.escWaitMs - 1);
    fake.type('[A');
    clock.advance(1_000);
    expect(messages.slice(1)).toEqual([{ type: 'key', key: { name: 'Up', text: '', raw: '\u001b[A' } }]);
  });

  it('is whole letters, however their bytes are cut', () => {
    const { fake, messages } = begin();
    const bytes = Buffer.from('é🚀');
    for (const byte of bytes) fake.input.emit('data', Buffer.from([byte]));
    expect(messages.map((message) => (message.type === 'key' ? message.key.name : ''))).toEqual(['é', '🚀']);
  });
});
