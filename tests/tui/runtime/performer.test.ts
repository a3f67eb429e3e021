import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PccError } from '../../../src/base/errors.ts';
import { HeadlessScreen } from '../../../src/terminal/headlessScreen.ts';
import type { Command } from '../../../src/tui/command.ts';
import { encoding } from '../../../src/tui/input/encode.ts';
import { firstLayout } from '../../../src/tui/layout/saved.ts';
import type { Message } from '../../../src/tui/message.ts';
import type { Conversation } from '../../../src/tui/runtime/conversation.ts';
import { Keyboard } from '../../../src/tui/runtime/keyboard.ts';
import { Performer } from '../../../src/tui/runtime/performer.ts';
import { Recordings } from '../../../src/tui/runtime/recordings.ts';
import { WatchedScreens } from '../../../src/tui/runtime/watchedScreens.ts';
import { testIo } from '../../cli/testIo.ts';
import { FakeApi, settled } from './fakeApi.ts';

let folder: string;
let told: Message[];
let written: string;
let asked: number;
let api: FakeApi | undefined;
let screens: WatchedScreens;
let performer: Performer;

const tag = { panel: 3, word: 'w' };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcc-perform-'));
  told = [];
  written = '';
  asked = 0;
  const fake = new FakeApi();
  api = fake;
  const io = testIo({ home: folder, cwd: folder, env: { TERM: 'foot', HOME: folder } });
  const tell = (message: Message): void => void told.push(message);
  const nothing = (): void => undefined;
  const ports = { clock: io.clock, tell, changed: nothing, attached: nothing, pinned: () => false };
  screens = new WatchedScreens(ports);
  screens.join(fake);
  const keyboard = new Keyboard({
    clock: io.clock,
    tell,
    attachment: (session) => screens.attachment(session),
    afterTurn: queueMicrotask,
  });
  keyboard.join(fake);
  const conversation = {
    get api() {
      return api;
    },
    ask: () => asked++,
  } as unknown as Conversation;
  performer = new Performer({
    io,
    tell,
    conversation,
    screens,
    keyboard,
    recordings: new Recordings(io),
    encoding,
    layoutFile: join(folder, 'tui.json'),
    write: (sequence) => void (written += sequence),
    typed: nothing,
    redraw: nothing,
    leave: nothing,
  });
});

afterEach(() => {
  screens.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function fake(): FakeApi {
  if (!api) throw new Error('there is no conversation');
  return api;
}

/** Holds a session whose child has put its terminal into modes. */
async function held(modes: string): Promise<void> {
  performer.perform({ type: 'take', session: 'app-1', size: { cols: 80, rows: 22 } });
  const screen = { cols: 80, rows: 22, data: modes, title: '', offset: modes.length };
  await fake().answer('session.attach', { id: 'app-1', attachment: 'one', screen });
  await settled();
  await fake().answer('session.take', {});
}

async function typed(...commands: Command[]): Promise<unknown[]> {
  for (const command of commands) performer.perform(command);
  await settled();
  return fake()
    .calls.filter(({ method }) => method === 'session.input')
    .map(({ params }) => (params as { data: string }).data);
}

describe('commands', () => {
  it('call the daemon and give its answer, or its refusal, to whoever asked', async () => {
    performer.perform({ type: 'call', tag, method: 'session.pause', params: { id: 'app-1' } });
    performer.perform({ type: 'call', tag, method: 'session.resume', params: { id: 'app-1' } });
    await fake().answer('session.pause', { id: 'app-1' });
    await fake().refuse('session.resume', new PccError('conflict', 'It is not paused.'));
    expect(told).toEqual([
      { type: 'answered', tag, method: 'session.pause', result: { id: 'app-1' } },
      { type: 'refused', tag, sentence: 'It is not paused.' },
    ]);
  });

  it('are refused while the daemon is away', async () => {
    api = undefined;
    performer.perform({ type: 'call', tag, method: 'session.pause', params: { id: 'app-1' } });
    await settled();
    expect(told).toEqual([
      { type: 'refused', tag, sentence: 'The daemon is away; it is looked for, try again in a moment.' },
    ]);
  });

  it('write keys, pastes and clicks in the modes of the child, in their order', async () => {
    await held('\u001b[?1h\u001b[?2004h\u001b[?1003h');
    const mouse = { kind: 'press', button: 'left', shift: false, meta: false, ctrl: false, x: 9, y: 9 } as const;
    const data = await typed(
      { type: 'type', session: 'app-1', data: '\u001b[A' },
      { type: 'paste', session: 'app-1', text: 'a\u001b[201~b' },
      { type: 'point', session: 'app-1', mouse: { ...mouse, over: { session: 'app-1', x: 4, y: 2 } } },
      { type: 'type', session: 'app-1', data: 'x' },
    );
    expect(data).toEqual(['\u001bOA\u001b[200~ab\u001b[201~\u001b[<0;5;3Mx']);
  });

  it('start a session with what stands in a file, from where it was typed', async () => {
    mkdirSync(join(folder, 'app'));
    writeFileSync(join(folder, 'todo.md'), '- [ ] a user type\n');
    performer.perform({ type: 'start', tag, path: '~/app', requirements: 'todo.md', name: 'users', trust: true });
    await fake().answer('session.start', { id: 'users' });
    expect(fake().calls[0]?.params).toMatchObject({
      path: join(folder, 'app'),
      name: 'users',
      trust: true,
      requirements: { path: join(folder, 'todo.md'), text: '- [ ] a user type\n' },
      env: { HOME: folder },
    });
    expect(fake().calls[0]?.params).not.toHaveProperty('env.PCC_HOME');
    expect(told).toEqual([{ type: 'answered', tag, method: 'session.start', result: { id: 'users' } }]);
    performer.perform({ type: 'start', tag, path: 'nowhere', trust: false });
    await settled();
    const refusal = told[1];
    expect(refusal?.type === 'refused' && refusal.sentence).toContain("'nowhere' does not exist");
  });

  it('add a schedule for a folder and a file as they were typed', async () => {
    mkdirSync(join(folder, 'app'));
    writeFileSync(join(folder, 'todo.md'), '- [ ] a user type\n');
    const params = { cron: '@daily', path: '~/app', requirements: 'todo.md' };
    performer.perform({ type: 'add-schedule', tag, params });
    await fake().answer('schedule.add', { id: 'app' });
    const whole = { cron: '@daily', path: join(folder, 'app'), requirements: join(folder, 'todo.md') };
    expect(fake().calls[0]).toMatchObject({ method: 'schedule.add', params: whole });
    expect(told).toEqual([{ type: 'answered', tag, method: 'schedule.add', result: { id: 'app' } }]);
    performer.perform({ type: 'add-schedule', tag, params: { cron: '@daily', path: 'nowhere', task: 'x' } });
    await settled();
    const refusal = told[1];
    expect(refusal?.type === 'refused' && refusal.sentence).toContain("'nowhere' does not exist");
  });

  it('give the lines above a screen, and which row is its first', async () => {
    const screen = new HeadlessScreen({ cols: 20, rows: 3 });
    screen.write('one\r\ntwo\r\nthree\r\nfour\r\nfive');
    performer.perform({ type: 'scrollback', tag, session: 'app-1' });
    await fake().answer('session.screen', screen.snapshot());
    screen.dispose();
    const [reply] = told;
    expect(reply?.type === 'scrollback' && [reply.top, reply.rows.map(({ text }) => text)]).toEqual([
      2,
      ['one', 'two', 'three', 'four', 'five'],
    ]);
  });

  it('remember the layout, ring and notify', () => {
    performer.perform({ type: 'save-layout', layout: { ...firstLayout, layout: 'columns' } });
    expect(JSON.parse(readFileSync(join(folder, 'tui.json'), 'utf8'))).toMatchObject({ layout: 'columns' });
    performer.perform({ type: 'bell' });
    performer.perform({ type: 'notify', title: 'pcc', body: 'app-1 asks' });
    expect(written).toBe('\u0007\u001b]777;notify;pcc;app-1 asks\u001b\\');
    expect(told).toEqual([]);
  });

  it('start a daemon by Ctrl-L, held or not, and only where there is none', async () => {
    await held('');
    expect(await typed({ type: 'type', session: 'app-1', data: '\f' })).toEqual(['\f']);
    expect(asked).toBe(0);
    api = undefined;
    performer.perform({ type: 'type', session: 'app-1', data: '\f' });
    performer.perform({ type: 'redraw' });
    expect(asked).toBe(2);
  });
});
