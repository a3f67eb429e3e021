import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScreenState } from '../../../src/api/methods.ts';
import { ManualClock } from '../../../src/base/clock.ts';
import { PccError } from '../../../src/base/errors.ts';
import { limits } from '../../../src/limits.ts';
import { HeadlessScreen } from '../../../src/terminal/headlessScreen.ts';
import type { Message } from '../../../src/tui/message.ts';
import { WatchedScreens } from '../../../src/tui/runtime/watchedScreens.ts';
import { FakeApi, settled } from './fakeApi.ts';

let told: Message[];
let changed: string[];
let pinned: string | undefined;
let clock: ManualClock;
let api: FakeApi;
let screens: WatchedScreens;

beforeEach(() => {
  told = [];
  changed = [];
  pinned = undefined;
  clock = new ManualClock();
  api = new FakeApi();
  screens = new WatchedScreens({
    clock,
    tell: (message) => told.push(message),
    changed: (session) => changed.push(session),
    attached: () => undefined,
    pinned: (session) => session === pinned,
  });
  screens.join(api);
});

afterEach(() => {
  vi.restoreAllMocks();
});

function state(data: string, offset = data.length, size = { cols: 40, rows: 10 }): ScreenState {
  return { ...size, data, title: '', offset };
}

function show(...ids: string[]): void {
  screens.show(new Set(ids));
}

async function watched(id = 'app-1', attachment = 'one', data = 'hello'): Promise<void> {
  show(id);
  await api.answer('session.attach', { id, attachment, screen: state(data) });
}

function text(id = 'app-1'): string | undefined {
  return screens
    .screen(id)
    ?.frame()
    .rows.map((row) => row.text)
    .join('\n')
    .trim();
}

describe('watched screens', () => {
  it('attaches exactly what is shown, only to look', async () => {
    show('app-1', 'app-2');
    show('app-1', 'app-2');
    expect(api.calls.map(({ method, params }) => [method, (params as { id: string }).id])).toEqual([
      ['session.attach', 'app-1'],
      ['session.attach', 'app-2'],
    ]);
    expect(api.calls[0]?.params).toMatchObject({ input: false });
    await api.answer('session.attach', { id: 'app-1', attachment: 'one', screen: state('hello') });
    expect(text()).toBe('hello');
    expect(told).toEqual([
      {
        type: 'screen',
        session: 'app-1',
        facts: {
          cols: 40,
          rows: 10,
          modes: { applicationCursor: false, bracketedPaste: false, focusEvents: false, mouse: 'none' },
        },
      },
    ]);
  });

  it('tells of the screen again only when size or modes change', async () => {
    await watched();
    api.notify('screen.output', { attachment: 'one', offset: 5, text: ' world' });
    expect(told).toHaveLength(1);
    api.notify('screen.output', { attachment: 'one', offset: 11, text: '\u001b[?2004h\u001b[?1003h' });
    expect(told).toHaveLength(2);
    expect(told[1]).toMatchObject({ facts: { modes: { bracketedPaste: true, mouse: 'any' } } });
    api.notify('screen.reset', { attachment: 'one', screen: state('x', 50, { cols: 80, rows: 20 }), why: 'resized' });
    expect(told.at(-1)).toMatchObject({ facts: { cols: 80, rows: 20 } });
  });

  it('takes output that came before the answer, and skips what the snapshot has already', async () => {
    show('app-1');
    api.notify('screen.output', { attachment: 'one', offset: 3, text: 'lo there' });
    await api.answer('session.attach', { id: 'app-1', attachment: 'one', screen: state('hello') });
    expect(text()).toBe('hello there');
  });

  it('asks for the whole anew where output is missing', async () => {
    await watched();
    api.notify('screen.output', { attachment: 'one', offset: 9, text: 'lost' });
    expect(api.told('session.attach')).toEqual(['session.detach {"attachment":"one"}']);
    await api.answer('session.attach', { id: 'app-1', attachment: 'two', screen: state('hello and lost', 13) });
    expect(text()).toBe('hello and lost');
    expect(screens.current('app-1')).toBe('two');
  });

  it('lets go of what is not shown any more, after a while', async () => {
    await watched();
    show();
    clock.advance(limits.tuiLetGoMs - 1);
    show('app-1');
    show();
    clock.advance(limits.tuiLetGoMs - 1);
    expect(api.told('session.attach')).toEqual([]);
    expect(text()).toBe('hello');
    clock.advance(1);
    expect(api.told('session.attach')).toEqual(['session.detach {"attachment":"one"}']);
    expect(screens.screen('app-1')).toBeUndefined();
  });

  it('keeps what is held, also where no picture shows it', async () => {
    await watched();
    pinned = 'app-1';
    show();
    clock.advance(limits.tuiLetGoMs);
    expect(text()).toBe('hello');
    pinned = undefined;
    show();
    clock.advance(limits.tuiLetGoMs);
    expect(screens.screen('app-1')).toBeUndefined();
  });

  it('detaches what was let go before its answer came', async () => {
    show('app-1');
    show();
    clock.advance(limits.tuiLetGoMs);
    await api.answer('session.attach', { id: 'app-1', attachment: 'one', screen: state('hello') });
    expect(api.told('session.attach')).toEqual(['session.detach {"attachment":"one"}']);
    expect(screens.screen('app-1')).toBeUndefined();
  });

  it('keeps the last picture of a session that ended', async () => {
    await watched();
    api.notify('screen.ended', { attachment: 'one', exitCode: 0 });
    show('app-1');
    expect(text()).toBe('hello');
    expect(api.calls).toHaveLength(1);
    expect(await screens.attachment('app-1')).toBeUndefined();
  });

  it('keeps the pictures while the daemon is away, and attaches all of them again', async () => {
    await watched();
    screens.fit('app-1', { cols: 60, rows: 20 });
    expect(api.told('session.attach')).toEqual(['session.fit {"attachment":"one","cols":60,"rows":20}']);
    api.crash();
    screens.lose();
    expect(text()).toBe('hello');
    show('app-1');
    api = new FakeApi();
    screens.join(api);
    await api.answer('session.attach', { id: 'app-1', attachment: 'two', screen: state('hello again') });
    expect(text()).toBe('hello again');
    expect(api.told('session.attach')).toEqual(['session.fit {"attachment":"two","cols":60,"rows":20}']);
    screens.fit('app-1', undefined);
    expect(api.told('session.attach').at(-1)).toBe('session.fit {"attachment":"two"}');
  });

  it('gives the attachment to whoever waits for it', async () => {
    const waiting = screens.attachment('app-1');
    await api.answer('session.attach', { id: 'app-1', attachment: 'one', screen: state('hello') });
    expect(await waiting).toBe('one');
    const never = screens.attachment('app-2');
    await api.refuse('session.attach', new PccError('gone', 'It has ended.'));
    expect(await never).toBeUndefined();
    expect(told.filter(({ type }) => type === 'told')).toEqual([]);
  });

  it('shows a synchronized update whole, wherever it is cut', async () => {
    await watched('app-1', 'one', 'old');
    const update = '\u001b[?2026h\u001b[2J\u001b[Hnew picture\u001b[?2026l';
    for (let cut = 12; cut < update.length; cut++) {
      const { offset } = screens.screen('app-1') ?? { offset: 0 };
      api.notify('screen.output', { attachment: 'one', offset, text: '\u001b[2J\u001b[Hold' });
      const from = offset + 10;
      api.notify('screen.output', { attachment: 'one', offset: from, text: update.slice(0, cut) });
      expect(text(), `cut at ${cut}`).toBe('old');
      api.notify('screen.output', { attachment: 'one', offset: from + cut, text: update.slice(cut) });
      expect(text(), `cut at ${cut}`).toBe('new picture');
    }
  });

  it('does not wait for ever for the end of an update', async () => {
    await watched('app-1', 'one', 'old');
    api.notify('screen.output', { attachment: 'one', offset: 3, text: ' and\u001b[?2026h new' });
    expect(text()).toBe('old and');
    changed = [];
    clock.advance(limits.syncUpdateMaxMs);
    expect(text()).toBe('old and new');
    expect(changed).toEqual(['app-1']);
    await settled();
  });
});

/** What the model is told of the screen: whether there is one, change by change. */
function screensTold(): boolean[] {
  return told.flatMap((message) => (message.type === 'screen' ? [message.facts !== undefined] : []));
}

function faultsTold(): string[] {
  return told.flatMap((message) => (message.type === 'told' ? [message.sentence] : []));
}

describe('the model', () => {
  it('knows a screen only while it is attached', async () => {
    await watched();
    expect(screensTold()).toEqual([true]);
    show();
    clock.advance(limits.tuiLetGoMs);
    expect(screensTold()).toEqual([true, false]);
    await watched('app-1', 'two');
    expect(screensTold()).toEqual([true, false, true]);
    api.crash();
    screens.lose();
    expect(screensTold().at(-1)).toBe(false);
    api = new FakeApi();
    screens.join(api);
    await api.answer('session.attach', { id: 'app-1', attachment: 'three', screen: state('hello') });
    expect(screensTold()).toEqual([true, false, true, false, true]);
    api.notify('screen.output', { attachment: 'three', offset: 9, text: 'lost' });
    expect(screensTold().at(-1)).toBe(false);
  });
});

describe('an attachment that is refused', () => {
  const refused = new PccError('unavailable', 'The pty host is away.');

  it('is tried again ever later, and told once', async () => {
    show('app-1');
    let tries = 0;
    for (let afterMs: number = limits.tuiPictureRetryMs; tries < 6; tries++) {
      await api.refuse('session.attach', refused);
      // Each frame says what it shows.
      show('app-1');
      show('app-1');
      clock.advance(afterMs - 1);
      expect(api.calls).toHaveLength(tries + 1);
      clock.advance(1);
      expect(api.calls).toHaveLength(tries + 2);
      afterMs = Math.min(2 * afterMs, limits.tuiPictureRetryMsMax);
    }
    expect(faultsTold()).toEqual(['The pty host is away.']);
    await api.answer('session.attach', { id: 'app-1', attachment: 'one', screen: state('hello') });
    expect(text()).toBe('hello');
    clock.advance(10 * limits.tuiPictureRetryMsMax);
    expect(api.calls).toHaveLength(tries + 1);
  });

  it('is not tried any more for a session that left the picture, and at once for a human who takes it', async () => {
    show('app-1', 'app-2');
    await api.refuse('session.attach', refused);
    await api.refuse('session.attach', refused);
    const waiting = screens.attachment('app-2');
    expect(api.calls).toHaveLength(3);
    await api.answer('session.attach', { id: 'app-2', attachment: 'two', screen: state('hello') });
    expect(await waiting).toBe('two');
    show();
    clock.advance(10 * limits.tuiPictureRetryMsMax);
    expect(api.told('session.detach')).toHaveLength(3);
  });
});

describe('output that comes for an attachment before it', () => {
  it('is not kept when the attachment never comes', async () => {
    const written = vi.spyOn(HeadlessScreen.prototype, 'write');
    show('app-1');
    api.notify('screen.output', { attachment: 'one', offset: 5, text: 'old' });
    await api.refuse('session.attach', new PccError('unavailable', 'Not now.'));
    clock.advance(limits.tuiPictureRetryMs);
    await api.answer('session.attach', { id: 'app-1', attachment: 'one', screen: state('hello') });
    expect(text()).toBe('hello');
    expect(written).not.toHaveBeenCalled();
  });
});

describe('an emulator that fails', () => {
  const broken = (): never => {
    throw new Error('broken');
  };

  it('at the first picture costs that picture, until it is drawn anew', async () => {
    vi.spyOn(HeadlessScreen.prototype, 'restore').mockImplementationOnce(broken);
    const waiting = screens.attachment('app-1');
    await watched();
    expect(await waiting).toBe('one');
    expect([text(), screensTold()]).toEqual([undefined, []]);
    expect(faultsTold()).toEqual([expect.stringMatching(/^The screen of 'app-1' could not be drawn: /)]);
    api.notify('screen.output', { attachment: 'one', offset: 5, text: ' world' });
    clock.advance(limits.tuiPictureRetryMs);
    await api.answer('session.attach', { id: 'app-1', attachment: 'two', screen: state('hello world') });
    expect([text(), screensTold()]).toEqual(['hello world', [true]]);
  });

  it('at an update that has no end costs the picture, and not the TUI', async () => {
    await watched('app-1', 'one', 'old');
    api.notify('screen.output', { attachment: 'one', offset: 3, text: '\u001b[?2026h new' });
    vi.spyOn(HeadlessScreen.prototype, 'write').mockImplementationOnce(broken);
    clock.advance(limits.syncUpdateMaxMs);
    expect([text(), screensTold()]).toEqual([undefined, [true, false]]);
    expect(faultsTold()).toHaveLength(1);
  });

  it('at everything is told once, and drawn anew ever later', async () => {
    await watched();
    vi.spyOn(HeadlessScreen.prototype, 'write').mockImplementation(broken);
    for (let time = 0; time < 5; time++) {
      api.notify('screen.output', { attachment: `${time === 0 ? 'one' : time}`, offset: 5, text: '!' });
      clock.advance(limits.tuiPictureRetryMs * 2 ** time);
      await api.answer('session.attach', { id: 'app-1', attachment: `${time + 1}`, screen: state('hello') });
    }
    expect(faultsTold()).toHaveLength(1);
    expect(text()).toBe('hello');
  });
});
