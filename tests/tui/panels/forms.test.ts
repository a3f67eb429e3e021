import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../src/api/methods.ts';
import { bindingsOf } from '../../../src/api/keys/bind.ts';
import { keyTable } from '../../../src/api/keys/table.ts';
import { confirmKind } from '../../../src/tui/panels/confirm.ts';
import { explainKind } from '../../../src/tui/panels/explain.ts';
import { findKind } from '../../../src/tui/panels/find.ts';
import { helpKind } from '../../../src/tui/panels/help.ts';
import { newKind } from '../../../src/tui/panels/newSession/newSession.ts';
import { paletteKind } from '../../../src/tui/panels/palette.ts';
import { sendKind } from '../../../src/tui/panels/sendTask.ts';
import { panelKinds } from '../../../src/tui/panels/table.ts';
import type { PanelStep } from '../../../src/tui/panel.ts';
import { aModel, anAsking, aStatus, isoAt, startMs } from '../models.ts';
import { Desk } from './desk.ts';

const sessions = [
  anAsking('app-1', 12),
  aStatus('shop-2', {
    state: 'busy',
    path: '/work/shop',
    queue: [{ id: 't', text: 'fix the cart', state: 'running' }],
  }),
  aStatus('old-3', { phase: 'ended', state: 'exited', path: '/work/shop' }),
];
const model = aModel({ sessions });

function text(desk: Desk<unknown>): string {
  return desk.drawn().join('\n');
}

/** A panel of a kind, whose states are its own business. */
function deskOf(name: string, request = {}, given = model): Desk<unknown> {
  const kind = panelKinds.get(name);
  if (!kind) throw new Error(name);
  return new Desk(kind, request, given);
}

/** What the last key asked for, beyond its own state. */
function lastStep(desk: Desk<unknown>, key: string): PanelStep<unknown> {
  const event = { type: 'key', key: { name: key, text: '', raw: '' } } as const;
  return desk.kind.update(desk.state, event, desk.model, desk.serial);
}

describe('the table of panels', () => {
  it('has the forms under the names by which they are opened', () => {
    const kinds = [confirmKind, explainKind, findKind, helpKind, newKind, paletteKind, sendKind];
    expect(kinds.map(({ name }) => name)).toEqual(['confirm', 'explain', 'find', 'help', 'new', 'palette', 'send']);
    for (const { name } of kinds) expect(panelKinds.has(name)).toBe(true);
    expect(panelKinds.has('respond')).toBe(true);
  });
});

describe('the question before a session ends', () => {
  it('y ends it, and the form tells when it has', () => {
    const desk = deskOf('confirm', { session: 'shop-2' }).press('y');
    expect(desk.commands).toEqual([
      { type: 'call', tag: { panel: 7, word: 'stop' }, method: 'session.stop', params: { id: 'shop-2' } },
    ]);
    desk.reply({ type: 'answered', tag: { panel: 7, word: 'stop' }, method: 'session.stop', result: { id: 'shop-2' } });
    expect([desk.isOpen, desk.notices]).toEqual([false, ["'shop-2' has ended."]]);
  });

  it.each(['n', 'Enter', 'Esc', 'Y', 'Space', 'X'])('%s leaves it', (key) => {
    const desk = deskOf('confirm', { session: 'shop-2' }).press(key);
    expect([desk.isOpen, desk.commands]).toEqual([false, []]);
  });

  it('tells a refusal, and names what runs', () => {
    const desk = deskOf('confirm', { session: 'shop-2' }).press('y');
    desk.reply({ type: 'refused', tag: { panel: 7, word: 'stop' }, sentence: 'The host is away.' });
    expect(text(desk)).toContain('The host is away.');
    expect(text(desk)).toContain('Task: fix the cart');
  });

  it('is not asked of one that has ended', () => {
    expect(confirmKind.open({ name: 'confirm', session: 'old-3' }, model, 1)).toBe("'old-3' has ended already.");
  });
});

describe('the help', () => {
  it.each([
    ['respond', '?'],
    ['respond', 'F1'],
    ['explain', '?'],
    ['new', 'F1'],
    ['send', 'F1'],
    ['palette', 'F1'],
    ['find', 'F1'],
  ])('comes over %s by %s', (name, key) => {
    const desk = deskOf(name, { session: 'app-1' });
    const step = lastStep(desk, key);
    expect([step.open, step.state]).toEqual([{ name: 'help' }, desk.state]);
  });

  it('has every action with the keys that are bound', () => {
    const settings = { bindings: bindingsOf('zoom=C-z swap=') };
    const desk = deskOf('help', {}, aModel({ sessions, settings, size: { cols: 120, rows: 90 } }));
    const shown = text(desk).replace(/\s+/g, ' ');
    for (const { summary } of keyTable) expect(shown).toContain(summary.slice(0, 60));
    expect(shown).toContain('Ctrl-z The focused pane alone');
    expect(shown).toContain('(no key) Move the focused session');
    expect(shown).toContain('Ctrl-] Ctrl-] sends Ctrl-] itself');
  });

  it('begins with the keys of the panel that is open', () => {
    const opened = {
      serial: 1,
      kind: deskOf('respond', { session: 'app-1' }).kind,
      state: undefined,
      session: 'app-1',
    };
    const desk = deskOf('help', {}, { ...model, panels: [opened] });
    expect(text(desk)).toContain('── Answer what waits');
  });

  it('scrolls to its end and not beyond', () => {
    const desk = deskOf('help').press('G');
    const end = text(desk);
    expect(end).toContain('While you hold a session');
    expect(text(desk.press('PageDown', 'j', 'Down'))).toBe(end);
    expect(text(desk.press('PageUp'))).not.toBe(end);
  });

  it('is searched, and searched no more', () => {
    const desk = deskOf('help').press('/').type('wider');
    expect(text(desk)).toContain('Make the focused pane wider');
    expect(text(desk)).not.toContain('Start a session');
    expect(desk.press('Esc').isOpen).toBe(true);
    expect(text(desk)).toContain('── Moving');
    expect(desk.press('Esc').isOpen).toBe(false);
  });
});

describe('the palette', () => {
  it('performs an action by its name', () => {
    const desk = deskOf('palette').type('zoom').press('Enter');
    expect([desk.isOpen, desk.action]).toEqual([false, 'zoom']);
  });

  it('takes the layout that is named', () => {
    expect(deskOf('palette').type('layout rows').press('Enter').action).toBe('layout rows');
  });

  it('does what is named to a session without focusing it', () => {
    const desk = deskOf('palette').type('pause shop-2').press('Enter');
    expect(desk.commands).toEqual([
      { type: 'call', tag: { panel: 0, word: 'pause' }, method: 'session.pause', params: { id: 'shop-2' } },
    ]);
    expect(desk.focused).toBeUndefined();
  });

  it('opens forms on what is named', () => {
    expect(deskOf('palette').type('new ~/my app').press('Enter').opened).toEqual({ name: 'new', text: '~/my app' });
    expect(deskOf('palette').type('stop shop-2').press('Enter').opened).toEqual({ name: 'confirm', session: 'shop-2' });
    const desk = deskOf('palette').type('zoom app-1').press('Enter');
    expect([desk.focused, desk.action]).toEqual(['app-1', 'zoom']);
  });

  it('sends words to a session', () => {
    const desk = deskOf('palette').type('send shop-2 add a test').press('Enter');
    expect(desk.commands).toEqual([
      {
        type: 'call',
        tag: { panel: 0, word: 'send' },
        method: 'session.send',
        params: { id: 'shop-2', text: 'add a test' },
      },
    ]);
  });

  it('writes the name of what needs words, and completes by Tab', () => {
    const desk = deskOf('palette').type('send shop').press('Enter');
    expect(text(desk)).toContain('❯ send shop-2');
    expect(text(deskOf('palette').type('scrollb').press('Tab'))).toContain('❯ scrollback');
  });

  it('says so when nothing is found, and stays', () => {
    const desk = deskOf('palette').type('qqqq').press('Enter');
    expect([desk.isOpen, desk.notices]).toEqual([true, ['Nothing is found by these letters.']]);
  });

  it('remembers what was run in this run of the program', () => {
    const first = deskOf('palette').type('zoom').press('Enter');
    const second = deskOf('palette', {}, first.model).type('even').press('Enter');
    const third = deskOf('palette', {}, second.model);
    expect(text(third.press('C-p'))).toContain('❯ even');
    expect(text(third.press('C-p'))).toContain('❯ zoom');
    expect(text(third.press('C-n', 'C-n'))).toContain('a command, such as');
    expect(third.press('Enter').action).toBe('even');
  });
});

describe('the finder', () => {
  it('focuses a session by some of its letters, its folder or its task', () => {
    for (const typed of ['shop2', 'cart', 'busy'])
      expect(deskOf('find').type(typed).press('Enter').focused).toBe('shop-2');
  });

  it('keeps its rows in place while sessions change', () => {
    const desk = deskOf('find').press('Down');
    const asking = aModel({
      sessions: [...sessions.slice(0, 1), anAsking('shop-2', 14), anAsking('new-4', 15)].reverse(),
    });
    expect(desk.become({ fleet: asking.fleet }).press('Enter').focused).toBe('shop-2');
  });

  it('shows those that need a human first', () => {
    const rows = deskOf('find').drawn();
    const place = (id: string): number => rows.findIndex((row) => row.includes(id));
    expect(place('app-1')).toBeLessThan(place('shop-2'));
  });

  it('shows which letters matched', () => {
    const view = deskOf('find').type('shp').view();
    const spans = view.layers.flatMap((layer) => (layer.type === 'block' ? layer.lines.flat() : []));
    // The chosen row is in one ink; those below tell.
    const below = deskOf('find').type('s').press('Down').view();
    const all = below.layers.flatMap((layer) => (layer.type === 'block' ? layer.lines.flat() : []));
    expect(spans.some(({ ink }) => ink === 'chosen')).toBe(true);
    expect(all.filter(({ ink }) => ink === 'match').length).toBeGreaterThan(0);
  });

  it('runs commands too', () => {
    expect(deskOf('find').type('redraw').press('Enter').action).toBe('redraw');
  });
});

describe('a task for a session', () => {
  it('is sent as it was written, in several lines', () => {
    const desk = deskOf('send', { session: 'shop-2' }).type('first').press('M-Enter').type('second').press('Enter');
    expect(desk.commands).toEqual([
      {
        type: 'call',
        tag: { panel: 7, word: 'send' },
        method: 'session.send',
        params: { id: 'shop-2', text: 'first\nsecond' },
      },
    ]);
    const result = { id: 'shop-2', task: 'shop-2.4' };
    desk.reply({ type: 'answered', tag: { panel: 7, word: 'send' }, method: 'session.send', result });
    expect([desk.isOpen, desk.notices]).toEqual([false, ["'shop-2' got task shop-2.4."]]);
    expect(text(deskOf('send', { session: 'shop-2' }, desk.model))).not.toContain('first');
  });

  it('says when it will be typed', () => {
    expect(text(deskOf('send', { session: 'shop-2' }))).toContain(
      'as soon as its input box is free, after 1 other task.',
    );
    const idle = aModel({ sessions: [aStatus('app-1')] });
    expect(text(deskOf('send', { session: 'app-1' }, idle))).toContain('typed at once');
    const paused = aModel({ sessions: [aStatus('app-1', { paused: true })] });
    expect(text(deskOf('send', { session: 'app-1' }, paused))).toContain('It is paused');
  });

  it('stays when it is refused, and when the form is closed', () => {
    const desk = deskOf('send', { session: 'shop-2' }).type('!ls').press('Enter');
    desk.reply({ type: 'refused', tag: { panel: 7, word: 'send' }, sentence: "The text begins with '!'." });
    expect(text(desk)).toContain("The text begins with '!'.");
    expect(desk.press('Esc').isOpen).toBe(false);
    expect(text(deskOf('send', { session: 'shop-2' }, desk.model))).toContain('!ls');
    expect(text(deskOf('send', { session: 'app-1' }, desk.model))).not.toContain('!ls');
  });

  it('is no draft any more once it is sent, unless it is refused', () => {
    const sent = deskOf('send', { session: 'shop-2' }).type('hi').press('Enter', 'Esc');
    expect(sent.isOpen).toBe(false);
    expect(text(deskOf('send', { session: 'shop-2' }, sent.model))).not.toContain('hi');
  });

  it('is not sent empty, nor to what has ended', () => {
    expect(deskOf('send', { session: 'shop-2' }).type('  ').press('Enter').commands).toEqual([]);
    expect(sendKind.open({ name: 'send', session: 'old-3' }, model, 1)).toContain('has ended');
  });
});

describe('a new session', () => {
  const paths = (typed: string, ...found: string[]) =>
    ({ type: 'paths', tag: { panel: 7, word: 'folder' }, typed, paths: found }) as const;

  it('starts with what was written', () => {
    const desk = deskOf('new', { text: '~/shop' }).press('Down', 'Down', 'Down');
    desk
      .press('S-Tab', 'S-Tab', 'S-Tab', 'S-Tab')
      .press('Enter')
      .type('add a type')
      .press('Enter', 'Enter')
      .type('shop');
    desk.press('Enter', 'Right', 'Right', 'Enter', 'Space', 'Enter', 'Enter');
    expect(desk.commands.at(-1)).toEqual({
      type: 'start',
      tag: { panel: 7, word: 'start' },
      path: '~/shop',
      task: 'add a type',
      name: 'shop',
      brain: 'rules',
      trust: true,
    });
    const tag = { panel: 7, word: 'start' };
    desk.reply({ type: 'answered', tag, method: 'session.start', result: { id: 'shop' } });
    expect([desk.isOpen, desk.expected]).toEqual([false, 'shop']);
    expect(text(deskOf('new', {}, desk.model))).not.toContain('add a type');
  });

  it('trusts no folder by itself, and no other than the one that was vouched for', () => {
    const desk = deskOf('new', { text: '/a' }).press('C-s');
    expect(desk.commands.at(-1)).toMatchObject({ type: 'start', path: '/a', trust: false });
    const other = deskOf('new', { text: '/a' });
    for (let row = 0; row < 7; row++) other.press('Down');
    other.press('Up', 'Space');
    expect(text(other)).toContain('[✓]');
    for (let row = 0; row < 7; row++) other.press('Up');
    expect(text(other.type('b'))).toContain('[ ] answer');
  });

  it('completes what all folders have in common, and shows them', () => {
    const desk = deskOf('new').type('~/s');
    expect(desk.commands.at(-1)).toEqual({ type: 'complete-path', tag: { panel: 7, word: 'folder' }, typed: '~/s' });
    desk.press('Tab').reply(paths('~/s', '~/shop-1/', '~/shop-2/'));
    expect(text(desk)).toContain('❯ Folder       ~/shop-');
    desk.reply(paths('~/shop-', '~/shop-1/', '~/shop-2/'));
    expect(text(desk)).toContain('~/shop-1/');
    desk.press('Down', 'Down', 'Enter');
    expect(text(desk)).toContain('❯ Folder       ~/shop-2/');
  });

  it('goes on by Tab where there is nothing to complete', () => {
    const desk = deskOf('new').type('~/s').press('Tab').reply(paths('~/s'));
    expect(text(desk)).toContain('❯ Task');
  });

  it('takes no candidates for what is not typed any more', () => {
    const desk = deskOf('new').type('~/s').press('Tab').type('x').reply(paths('~/s', '~/shop/'));
    expect(text(desk)).toContain('❯ Folder       ~/sx');
  });

  it('starts behind a Tab only once the path is whole', () => {
    const desk = deskOf('new').type('~/s').press('Tab', 'C-s');
    expect(text(desk)).toContain('Starting …');
    expect(desk.commands.some(({ type }) => type === 'start')).toBe(false);
    desk.reply(paths('~/s', '~/shop/'));
    expect(desk.commands.filter(({ type }) => type === 'start')).toMatchObject([{ path: '~/shop/' }]);
    const sentence = "'~/shop/' is no folder.";
    desk.reply({ type: 'refused', tag: { panel: 7, word: 'start' }, sentence }).reply(paths('~/shop/', '~/shop/src/'));
    expect(text(desk)).toContain(sentence);
  });

  it('shows why nothing is started where the completion behind the Tab came to nothing', () => {
    const desk = deskOf('new').type('~/s').press('Tab', 'C-s');
    desk.reply({ type: 'refused', tag: { panel: 7, word: 'folder' }, sentence: 'No folder could be read.' });
    expect(text(desk)).toContain('No folder could be read.');
    expect(desk.press('C-s').commands.at(-1)).toMatchObject({ type: 'start', path: '~/s' });
    const closed = deskOf('new').type('~/s').press('Tab', 'C-s', 'Esc');
    expect(closed.isOpen).toBe(false);
    const again = deskOf('new', {}, closed.model).reply(paths('~/s', '~/shop/'));
    expect(text(again)).toContain('❯ Folder       ~/s');
    expect(again.commands.some(({ type }) => type === 'start')).toBe(false);
  });

  it('offers the folders of the sessions first', () => {
    expect(text(deskOf('new'))).toContain('/work/shop');
    expect(text(deskOf('new').press('Down', 'Enter'))).toContain('❯ Folder       /work/shop');
  });

  it('says in one sentence what is missing', () => {
    const desk = deskOf('new', { text: '' }).press('C-s');
    expect(text(desk)).toContain('The folder is missing');
    const both = deskOf('new', { text: '/a' }).press('Enter', 'x', 'Tab', 'y', 'C-s');
    expect(text(both)).toContain('keep one of them');
    for (const { commands } of [desk, both]) expect(commands.some(({ type }) => type === 'start')).toBe(false);
  });

  it('is not started twice: what is on its way is no draft', () => {
    const desk = deskOf('new', { text: '/here' }).press('C-s', 'Esc');
    expect(desk.isOpen).toBe(false);
    expect(text(deskOf('new', {}, desk.model))).not.toContain('/here');
  });

  it('keeps what was written when it is refused, and when it is closed', () => {
    const desk = deskOf('new', { text: '/nowhere' }).press('C-s');
    const sentence = "'/nowhere' does not exist; give the folder of the project.";
    desk.reply({ type: 'refused', tag: { panel: 7, word: 'start' }, sentence });
    expect(text(desk)).toContain('does not exist');
    desk.press('Esc');
    expect(text(deskOf('new', {}, desk.model))).toContain('/nowhere');
  });
});

describe('explaining', () => {
  const line = (seq: number, given: Partial<LogLine> = {}): LogLine => ({
    seq,
    session: 'app-1',
    at: isoAt(startMs - 1_000 * (100 - seq)),
    type: 'decision',
    kind: 'permission',
    tool: 'Bash',
    subject: `command ${seq}`,
    risk: 'LOW',
    action: 'approve',
    by: 'policy',
    keys: '1',
    answer: 'Yes',
    rules: [`rule-${seq}`],
    reasons: [`Reason ${seq}.`],
    outcome: 'confirmed',
    ...given,
  });
  const answered = (...lines: LogLine[]) =>
    ({ type: 'answered', tag: { panel: 7, word: 'decisions' }, method: 'decisions.list', result: { lines } }) as const;

  it('shows the newest decision, and goes back and forth', () => {
    const desk = deskOf('explain', { session: 'app-1' }).reply(answered(line(9), line(8), line(7)));
    expect(desk.commands[0]).toMatchObject({ method: 'decisions.list', params: { session: 'app-1' } });
    for (const part of ['command 9', 'Reason 9.', 'rule-9', 'confirmed', 'Yes']) expect(text(desk)).toContain(part);
    expect(text(desk.press('Left', 'Left', 'Left'))).toContain('command 7');
    expect(text(desk.press('Right'))).toContain('command 8');
  });

  it('follows the newest as long as nobody goes back', () => {
    const desk = deskOf('explain', { session: 'app-1' }).reply(answered(line(9), line(8)));
    const lines = [line(10), line(11, { session: 'shop-2' })];
    desk.become({ fleet: { ...desk.model.fleet, lines } });
    expect(text(desk)).toContain('command 10');
    desk.press('Left').become({ fleet: { ...desk.model.fleet, lines: [...lines, line(12)] } });
    expect(text(desk)).toContain('command 9');
  });

  it('tells what waits now and what holds the session up', () => {
    const held = anAsking('app-1', 12, { risk: 'HIGH' });
    const given = aModel({ sessions: [{ ...held, paused: true, why: 'The screen is cut.' }] });
    const shown = text(deskOf('explain', { session: 'app-1' }, given));
    expect(shown).toContain('▲ HIGH risk  #12 Bash waits for a human (r): npm publish --dry-run');
    expect(shown).toContain('It is paused');
    expect(shown).toContain('The screen is cut.');
  });

  it('leads to the answer and to all decisions', () => {
    const desk = deskOf('explain', { session: 'app-1' }).reply(answered(line(9)));
    expect(lastStep(desk, 'r').open).toEqual({ name: 'respond', session: 'app-1' });
    expect(lastStep(desk, 'L').open).toEqual({ name: 'decisions', session: 'app-1', n: 9 });
  });

  it('says what could not be had', () => {
    const desk = deskOf('explain', { session: 'app-1' });
    desk.reply({ type: 'refused', tag: { panel: 7, word: 'decisions' }, sentence: 'The daemon is away.' });
    expect(text(desk)).toContain('The daemon is away.');
  });
});
