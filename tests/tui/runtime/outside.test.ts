import { EventEmitter } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadStream } from 'node:tty';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock, systemClock } from '../../../src/base/clock.ts';
import { limits } from '../../../src/limits.ts';
import { firstLayout } from '../../../src/tui/layout/saved.ts';
import type { Background } from '../../../src/tui/runtime/background.ts';
import { askBackground, toldBackground } from '../../../src/tui/runtime/background.ts';
import { copyText } from '../../../src/tui/runtime/clipboard.ts';
import { layoutFile, readLayout, saveLayout } from '../../../src/tui/runtime/layoutFile.ts';
import { notification } from '../../../src/tui/runtime/notifying.ts';
import { foldersFor } from '../../../src/tui/runtime/pathCompletion.ts';
import { drawsBorders } from '../../../src/tui/runtime/tuiSettings.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcc-outside-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the layout file', () => {
  const layout = { ...firstLayout, layout: 'rows', shares: { 'main/0': 0.7 }, order: ['app-2', 'app-1'] } as const;

  it('is read as it was saved, for its owner alone, and leaves nothing beside it', () => {
    const file = layoutFile(join(folder, 'home'));
    expect(saveLayout(file, { ...layout, order: [...layout.order] })).toBeUndefined();
    expect(readLayout(file)).toEqual({ layout, notice: undefined });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'home'))).toEqual(['tui.json']);
  });

  it('may be missing', () => {
    expect(readLayout(join(folder, 'none'))).toEqual({ layout: firstLayout, notice: undefined });
  });

  it.each(['', '{', '{"layout":"spiral"}', JSON.stringify({ ...layout, shares: { a: 7 } })])(
    'gives the first layout and a sentence when it is broken (%s)',
    (text) => {
      const file = join(folder, 'tui.json');
      writeFileSync(file, text);
      const read = readLayout(file);
      expect(read.layout).toEqual(firstLayout);
      expect(read.notice).toContain(file);
    },
  );

  it('is not read when it is too large', () => {
    const file = join(folder, 'tui.json');
    writeFileSync(file, ' '.repeat(limits.tuiLayoutBytesMax + 1));
    expect(readLayout(file).notice).toContain('too large');
  });

  it('tells when it cannot be saved', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(saveLayout(join(folder, 'file', 'tui.json'), firstLayout)).toContain('not remembered');
  });
});

describe('the completion of paths', () => {
  beforeEach(() => {
    for (const name of ['app', 'apple', '.hidden', 'other', 'app/inner']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'apricot'), '');
    symlinkSync(join(folder, 'other'), join(folder, 'aplink'));
    symlinkSync(join(folder, 'apricot'), join(folder, 'aplinkfile'));
  });

  it.each([
    ['', ['aplink/', 'app/', 'apple/', 'other/']],
    ['ap', ['aplink/', 'app/', 'apple/']],
    ['app/', ['app/inner/']],
    ['.h', ['.hidden/']],
    ['./ap', ['./aplink/', './app/', './apple/']],
    ['~/ot', ['~/other/']],
    ['~', ['~/']],
    ['nothing/', []],
    ['apricot/', []],
  ])('%j', async (typed, paths) => {
    expect(await foldersFor(typed, { cwd: folder, env: { HOME: folder } })).toEqual(paths);
  });

  it('offers whole paths where they were begun', async () => {
    expect(await foldersFor(`${folder}/appl`, { cwd: '/', env: {} })).toEqual([`${folder}/apple/`]);
  });

  it('is bounded', async () => {
    mkdirSync(join(folder, 'many'));
    for (let n = 0; n < limits.tuiPathsMax + 20; n++) mkdirSync(join(folder, 'many', `folder${n}`));
    expect(await foldersFor('many/', { cwd: folder, env: {} })).toHaveLength(limits.tuiPathsMax);
  });
});

describe('the clipboard', () => {
  const clock = systemClock();

  async function copied(text: string, env: Record<string, string>): Promise<{ told: string | undefined; out: string }> {
    let out = '';
    const told = await copyText(text, { io: { env, clock }, write: (sequence) => (out += sequence) });
    return { told, out };
  }

  it('is reached by OSC 52', async () => {
    expect(await copied('héllo', {})).toEqual({ told: undefined, out: '\u001b]52;c;aMOpbGxv\u0007' });
  });

  it('is reached through screen', async () => {
    expect((await copied('x', { STY: '1.pts' })).out).toBe('\u001bP\u001b]52;c;eA==\u0007\u001b\\');
  });

  it('is reached through screen in pieces, which are the whole again', async () => {
    const { out } = await copied('x'.repeat(10_000), { STY: '1.pts' });
    const pieces = out.split('\u001b\\').slice(0, -1);
    for (const piece of pieces) {
      expect(piece.startsWith('\u001bP')).toBe(true);
      expect(piece.length).toBeLessThanOrEqual(limits.screenPieceChars + 2);
    }
    const whole = `\u001b]52;c;${Buffer.from('x'.repeat(10_000)).toString('base64')}\u0007`;
    expect(pieces.map((piece) => piece.slice(2)).join('')).toBe(whole);
  });

  it('is handed to tmux inside tmux', async () => {
    const tmux = join(folder, 'tmux');
    writeFileSync(tmux, `#!/bin/sh\necho "$@" > ${folder}/args\ncat > ${folder}/text\n`);
    chmodSync(tmux, 0o755);
    const { out } = await copied('a\nb', { TMUX: 'socket', PATH: `${folder}:/usr/bin:/bin` });
    expect(out).toBe('');
    expect(readFileSync(join(folder, 'args'), 'utf8')).toBe('load-buffer -w -\n');
    expect(readFileSync(join(folder, 'text'), 'utf8')).toBe('a\nb');
  });

  it('is reached through tmux where tmux itself cannot be asked', async () => {
    const { out } = await copied('x', { TMUX: 'socket', PATH: folder });
    expect(out).toBe('\u001bPtmux;\u001b\u001b]52;c;eA==\u0007\u001b\\');
  });

  it('does not take what is too long', async () => {
    const { told, out } = await copied('x'.repeat(limits.clipboardBytesMax + 1), {});
    expect(out).toBe('');
    expect(told).toContain(`more than the ${limits.clipboardBytesMax}`);
  });
});

describe('a notification', () => {
  it.each([
    ['kitty', { TERM: 'xterm-kitty' }, '\u001b]99;i=pcc:d=0;pcc\u001b\\\u001b]99;i=pcc:d=1:p=body;app-1 asks\u001b\\'],
    ['foot', { TERM: 'foot' }, '\u001b]777;notify;pcc;app-1 asks\u001b\\'],
    ['WezTerm', { TERM: 'xterm-256color', TERM_PROGRAM: 'WezTerm' }, '\u001b]9;pcc: app-1 asks\u001b\\'],
    ['xterm', { TERM: 'xterm-256color' }, ''],
    ['the console', { TERM: 'linux' }, ''],
    [
      'iTerm around tmux',
      { TERM: 'tmux-256color', LC_TERMINAL: 'iTerm2', TMUX: 'x' },
      '\u001bPtmux;\u001b\u001b]9;pcc: app-1 asks\u001b\u001b\\\u001b\\',
    ],
    // An end of a string inside of screen's own would be taken for the end of that.
    [
      'foot around screen',
      { TERM: 'screen.foot', STY: '1.pts' },
      '\u001bP\u001b]777;notify;pcc;app-1 asks\u0007\u001b\\',
    ],
  ])('in %s', (_, env, sequence) => {
    expect(notification('pcc', 'app-1 asks', env)).toBe(sequence);
  });

  it('holds no control of what it tells', () => {
    const told = notification('a;b', 'x\u001b]52;c;AAAA\u0007\ny', { TERM: 'foot' });
    expect(told.slice(2, -2)).not.toMatch(/[\u0000-\u001f\u007f]/);
    expect(told.split(';')).toHaveLength(4);
  });
});

describe('the background of the terminal', () => {
  class Input extends EventEmitter {
    back = '';
    resume = (): void => undefined;
    pause = (): void => undefined;
    unshift(bytes: Buffer): void {
      this.back += bytes.toString();
    }
  }

  async function asked(...answers: string[]): Promise<{ background: Background; back: string }> {
    const clock = new ManualClock();
    const input = new Input();
    const asking = askBackground({ input: input as unknown as ReadStream }, () => undefined, clock);
    for (const answer of answers) input.emit('data', Buffer.from(answer));
    clock.advance(limits.tuiBackgroundMs);
    return { background: await asking, back: input.back };
  }

  it.each([
    ['dark', '\u001b]11;rgb:1e1e/1e1e/2e2e\u001b\\'],
    ['light', '\u001b]11;rgb:ffff/fafa/f0f0\u0007'],
    ['light', '\u001b]11;rgb:ff/fa/f0\u0007'],
    ['dark', '\u001b]11;rgba:0000/0000/8888/ffff\u0007'],
  ])('is %s', async (background, answer) => {
    expect(await asked(answer, '\u001b[?62;22c')).toEqual({ background, back: '' });
  });

  it('is unknown where the terminal does not tell, and what was typed meanwhile is kept', async () => {
    expect(await asked('q\u001b[?62;22c', 'never read')).toEqual({ background: 'unknown', back: 'q' });
    expect(await asked('ü')).toEqual({ background: 'unknown', back: 'ü' });
    expect(await asked()).toEqual({ background: 'unknown', back: '' });
  });

  it('is told by COLORFGBG', () => {
    expect(toldBackground({ COLORFGBG: '15;0' })).toBe('dark');
    expect(toldBackground({ COLORFGBG: '0;default;15' })).toBe('light');
    expect(toldBackground({ COLORFGBG: '0;7' })).toBe('light');
    expect(toldBackground({})).toBe('unknown');
  });
});

it('draws with ASCII where the locale or the console ask for it', () => {
  expect(drawsBorders({ LANG: 'de_DE.UTF-8' })).toBe(true);
  expect(drawsBorders({ LANG: 'en_US.utf8', LC_ALL: 'C' })).toBe(false);
  expect(drawsBorders({ LANG: 'C.UTF-8', TERM: 'linux' })).toBe(false);
  expect(drawsBorders({})).toBe(false);
});
