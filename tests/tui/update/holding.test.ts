import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import type { Command } from '../../../src/tui/command.ts';
import { bindingsOf } from '../../../src/api/keys/bind.ts';
import type { Message } from '../../../src/tui/message.ts';
import type { Model } from '../../../src/tui/model.ts';
import { aModel, anAsking, aStatus, keys, tell, withScreens } from '../models.ts';

/** A command as a line of a story. */
function line(command: Command): string {
  switch (command.type) {
    case 'take':
      return `take ${command.session} ${command.size.cols}x${command.size.rows}`;
    case 'fit':
      return `fit ${command.session} ${command.size ? `${command.size.cols}x${command.size.rows}` : 'its own'}`;
    case 'type':
      return `type ${command.session} ${JSON.stringify(command.data)}`;
    case 'release':
      return `release ${command.session}`;
    case 'call':
      return `${command.method} ${JSON.stringify(command.params)}`;
    default:
      return command.type;
  }
}

function story(model: Model, ...messages: readonly Message[]): string[] {
  return tell(model, ...messages).commands.map(line);
}

const two = [aStatus('a'), aStatus('b')];
const prefix = 'C-]';

describe('the focus of the window', () => {
  it('reaches the held child where it asked for it, and nobody else', () => {
    const window = { type: 'window', focused: false } as const;
    const modes = { applicationCursor: false, bracketedPaste: true, focusEvents: true, mouse: 'none' } as const;
    const asked = { type: 'screen', session: 'a', facts: { cols: 80, rows: 24, modes } } as const;
    expect(story(aModel({ sessions: two }), asked, ...keys('Enter'), window, { ...window, focused: true })).toEqual([
      'take a 80x24',
      'type a "\\u001b[O"',
      'type a "\\u001b[I"',
    ]);
    expect(story(aModel({ sessions: two }), ...keys('Enter'), window)).toEqual(['take a 80x24']);
    expect(story(aModel({ sessions: two }), asked, window)).toEqual([]);
  });
});

describe('a key right behind the take', () => {
  const asking = aModel({ sessions: [anAsking('a', 1)] });
  const after = (model: Model, ms: number): Model => tell(model, { type: 'tick', nowMs: model.nowMs + ms }).model;

  it('is no answer to a dialog that waits, until there was a pause', () => {
    const { model, commands } = tell(asking, ...keys('Enter', 'x'));
    expect(commands.map(line)).toEqual(['take a 80x24']);
    expect(model.notices.at(-1)?.text).toBe('That key came right behind the take and was not sent: a dialog waits.');
    const later = after(model, limits.answerSeenMs - 1);
    expect(story(later, ...keys('y'))).toEqual([]);
    const still = after(tell(later, ...keys('y')).model, limits.answerSeenMs - 1);
    expect(story(still, ...keys('z'))).toEqual([]);
    expect(story(after(still, 1), ...keys('z', 'z'))).toEqual(['type a "z"', 'type a "z"']);
  });

  it('is none that is held down, and no paste', () => {
    const taken = after(tell(asking, ...keys('Enter')).model, limits.answerSeenMs);
    expect(story(taken, ...keys('Enter'))).toEqual([]);
    expect(story(after(taken, limits.keyRepeatMs), ...keys('Enter'))).toEqual(['type a "\\r"']);
    expect(story(asking, ...keys('Enter'), { type: 'paste', text: 'no' })).toEqual(['take a 80x24']);
  });

  it.each(['permission', 'question', 'plan', 'trust', 'menu'] as const)('counts for nothing at a %s', (state) => {
    expect(story(aModel({ sessions: [aStatus('a', { state })] }), ...keys('Enter', 'x'))).toEqual(['take a 80x24']);
  });
});

describe('a panel that was opened from the prefix', () => {
  const held = tell(aModel({ sessions: [anAsking('a', 1), aStatus('b')] }), ...keys('Enter')).model;
  const calm = tell(aModel({ sessions: two }), ...keys('Enter')).model;

  it.each([
    ['?', 'help'],
    [':', 'palette'],
    ['/', 'find'],
    ['L', 'decisions'],
    ['E', 'escalations'],
    ['s', 'copy'],
  ])('%s: the pane is held again when it closes', (key, name) => {
    const { model, commands } = tell(calm, ...keys(prefix, key));
    expect(model.panels.map(({ kind }) => kind.name)).toEqual([name]);
    expect(commands.map(line)).not.toContain('release a');
    expect(story(model, ...keys('Esc', 'q'))).toEqual(['type a "q"']);
  });

  it.each([
    ['r', 'respond'],
    ['t', 'send'],
    ['n', 'new'],
    ['X', 'confirm'],
  ])('%s acts itself: the keyboard is given back, and what is typed behind it is no command', (key, name) => {
    const { model, commands } = tell(held, ...keys(prefix, key));
    expect(model.panels.map(({ kind }) => kind.name)).toEqual([name]);
    expect(commands.map(line)).toContain('release a');
    expect(model.notices.at(-1)?.text).toBe("The keyboard of 'a' was given back for this form.");
    const closed = tell(model, ...keys('Esc')).model;
    expect(closed.panels).toEqual([]);
    const typed = tell(closed, ...keys('a', 'n', 'X', 'q'));
    expect([typed.model.panels, typed.commands]).toEqual([[], []]);
  });
});

describe('taking', () => {
  it('gives the child no less than dialogs need, and sends what is typed at once', () => {
    expect(story(aModel({ sessions: two }), ...keys('Enter', 'h', 'i'))).toEqual([
      'take a 80x24',
      'type a "h"',
      'type a "i"',
    ]);
  });

  it('gives a large pane its own size', () => {
    const model = aModel({ size: { cols: 160, rows: 48 }, sessions: two });
    expect(story(model, ...keys('i'))).toEqual(['take a 160x24']);
    expect(story(model, ...keys('i'), { type: 'resized', size: { cols: 160, rows: 70 } })).toEqual([
      'take a 160x24',
      'take a 160x34',
    ]);
  });

  it('refuses what takes no keys', () => {
    const { model, commands } = tell(aModel({ sessions: [aStatus('a', { phase: 'ended' })] }), ...keys('Enter'));
    expect(commands).toEqual([]);
    expect(model.hold).toBeUndefined();
    expect(model.notices.map(({ text }) => text)).toEqual(["'a' has ended, so it takes no keys."]);
  });

  it('tells of no session', () => {
    const { model } = tell(aModel(), ...keys('Enter'));
    expect(model.notices[0]?.text).toBe('There is no session; n starts one.');
  });
});

describe('the prefix', () => {
  const held = tell(aModel({ sessions: two }), ...keys('Enter')).model;

  it.each([
    [['C-]'], ['type a "\\u001d"']],
    [['d'], ['release a']],
    [['Esc'], ['release a']],
    [['Tab'], ['release a']],
    [['q'], ['release a', 'leave']],
    [['C-l'], ['redraw']],
    [['p'], ['session.pause {"id":"a"}']],
    [['i', 'x'], ['type a "x"']],
    // What makes the pane larger keeps it held.
    [['z'], ['fit a 80x22', 'take a 80x22']],
    [['y', 'x'], ['type a "x"']],
  ])('and then %j does %j', (after, commands) => {
    expect(story(held, ...keys(prefix, ...after))).toEqual(commands);
  });

  it('tells of a key that is no command', () => {
    const { model } = tell(held, ...keys(prefix, 'y'));
    expect(model.notices[0]?.text).toBe('C-] y is no command, and nothing was sent; C-] ? shows them.');
    expect(model.hold).toMatchObject({ session: 'a', prefixed: false });
  });

  it('is forgotten by a paste and by the mouse', () => {
    const mouse = { button: 'left', x: 3, y: 3, shift: false, meta: false, ctrl: false } as const;
    const over = { session: 'a', x: 3, y: 2 };
    expect(story(held, ...keys(prefix), { type: 'paste', text: 'z' }, ...keys('z'))).toEqual(['paste', 'type a "z"']);
    const pressed: Message = { type: 'mouse', mouse: { ...mouse, kind: 'press', over } };
    expect(story(held, ...keys(prefix), pressed, ...keys('z'))).toEqual(['type a "z"']);
    const moved: Message = { type: 'mouse', mouse: { ...mouse, kind: 'move', over } };
    expect(tell(held, ...keys(prefix), moved).model.hold?.prefixed).toBe(true);
  });

  it('opens the help, and the pane stays held behind it', () => {
    const { model, commands } = tell(held, ...keys(prefix, '?'));
    expect(commands.map(line)).toEqual([]);
    expect(model.panels.map(({ kind }) => kind.name)).toEqual(['help']);
  });

  it('gives back before what it asks of a session', () => {
    const asking = tell(withScreens(aModel({ sessions: [anAsking('a', 4)] })), ...keys('Enter')).model;
    const seen = { ...asking, nowMs: asking.nowMs + limits.answerSeenMs };
    expect(story(seen, ...keys(prefix, 'a'))).toEqual(['release a', 'pending.respond {"n":4,"answers":["yes"]}']);
    // Behind the prefix `d` gives back and denies nothing, and so does Esc whatever it is bound to.
    expect(story(seen, ...keys(prefix, 'd'))).toEqual(['release a']);
    const rebound = { ...seen, settings: { ...seen.settings, bindings: bindingsOf('deny=Esc give-back=F10') } };
    expect(story(rebound, ...keys(prefix, 'Esc'))).toEqual(['release a']);
  });
});

describe('the end of a hold that no human ended', () => {
  const both = { ...aModel({ sessions: [aStatus('a'), anAsking('b', 4)] }), focus: 'a' };
  const held = tell(both, ...keys('Enter')).model;

  it('tells why the daemon let go', () => {
    const { model, commands } = tell(held, { type: 'held', session: 'a', ok: false, why: 'Nothing was typed for 5m.' });
    expect(model.hold).toBeUndefined();
    expect(commands.map(line)).toEqual(['release a']);
    expect(model.notices[0]).toMatchObject({ text: 'Nothing was typed for 5m.', ink: 'needs' });
  });

  it('ends with the session', () => {
    const { model, commands } = tell(held, { type: 'session', session: aStatus('a', { phase: 'ended' }) });
    expect(commands.map(line)).toEqual(['release a']);
    expect(model.notices[0]?.text).toBe("'a' has ended, so its keyboard is nobody's.");
  });

  it('makes no commands of what is being typed', () => {
    const gone = tell(held, { type: 'fleet', sessions: [anAsking('b', 4)], daemon: held.fleet.daemon ?? missing() });
    expect(gone.model.focus).toBe('b');
    let model: Model = gone.model;
    for (const key of keys('a', 'q', 'z')) {
      const step = tell({ ...model, nowMs: model.nowMs + limits.deafAfterHoldMs - 100 }, key);
      expect(step.commands.filter(({ type }) => type !== 'bell' && type !== 'notify')).toEqual([]);
      model = step.model;
    }
    expect(model.notices.at(-1)?.text).toMatch(/^The keyboard is not held any more/);
    const paused = { ...model, nowMs: model.nowMs + limits.deafAfterHoldMs };
    expect(story(paused, ...keys('z'))).toEqual(['fit b 80x22']);
  });

  it('that ended by itself makes no command of the first key behind it, however late that comes', () => {
    const lapse = { type: 'held', session: 'a', ok: false, why: 'Nothing was typed for a while.' } as const;
    const minutes = { type: 'tick', nowMs: held.nowMs + 300_000 } as const;
    const asked = { type: 'session', session: anAsking('a', 9) } as const;
    const back = tell(held, lapse, asked, minutes);
    const typed = tell(back.model, ...keys('a'));
    expect(typed.commands).toEqual([]);
    expect(typed.model.notices.at(-1)?.text).toMatch(/^The keyboard is not held any more/);
    expect(tell(typed.model, ...keys('d', 'd')).commands).toEqual([]);
    // Also where something lay over the held pane meanwhile.
    const wheel = { kind: 'wheel-up', button: 'none', x: 5, y: 5, shift: false, meta: false, ctrl: false } as const;
    const over = { session: 'a', x: 5, y: 5 };
    const copying = tell(held, { type: 'mouse', mouse: { ...wheel, over } }).model;
    expect([copying.panels.length, copying.hold?.session]).toEqual([1, 'a']);
    const closed = tell(copying, lapse, asked, minutes, ...keys('q'));
    expect(closed.model.panels).toEqual([]);
    const later = { type: 'tick', nowMs: closed.model.nowMs + 5_000 } as const;
    expect(tell(closed.model, later, ...keys('a', 'd', 'd')).commands).toEqual([]);
    // Whoever takes it again types at once, and has the commands back behind it.
    const again = tell(
      tell(back.model, ...keys('x')).model,
      { type: 'tick', nowMs: back.model.nowMs + 2_000 },
      ...keys('i'),
    );
    expect(again.model).toMatchObject({ hold: { session: 'a' }, deafUntilMs: 0 });
  });

  it('on a terminal that is too small loses no key untold', () => {
    const small = tell(held, { type: 'resized', size: { cols: 19, rows: 5 } }).model;
    const typed = tell(small, ...keys('q', 'x'), { type: 'paste', text: 'x' });
    expect(typed.commands).toEqual([]);
    expect(typed.model.notices.at(-1)?.text).toMatch(/^The terminal was too small/);
    expect(tell(small, ...keys('C-]', 'q')).commands.map(line)).toContain('leave');
    expect(tell(small, ...keys('C-]', 'Esc')).model.hold).toBeUndefined();
  });

  it('counts what could not be sent while the daemon was away', () => {
    const lost = tell(held, { type: 'link', up: false, why: 'gone' }, ...keys('x', 'y'));
    // The runtime knows best what was sent.
    expect(lost.commands.map(line)).toEqual(['type a "x"', 'type a "y"']);
    expect(lost.model.hold).toMatchObject({ confirmed: false });
    const counted = tell(lost.model, { type: 'unsent', session: 'a', keys: 2 }).model;
    expect(counted.hold?.unsent).toBe(2);
    const back = tell(counted, { type: 'link', up: true, why: '' }, { type: 'held', session: 'a', ok: true, why: '' });
    expect(back.model.hold).toMatchObject({ confirmed: true, unsent: 0 });
    expect(back.model.notices.map(({ text }) => text)).toContain(
      "2 keys for 'a' were not sent: the daemon was away. Type again what is missing.",
    );
  });

  it('shows no sound hold while the daemon hangs', () => {
    const sound = tell(held, { type: 'held', session: 'a', ok: true, why: '' }).model;
    const stuck = tell(sound, { type: 'stuck', session: 'a' }).model;
    expect(stuck.hold).toMatchObject({ session: 'a', stuck: true });
    expect(stuck.notices.at(-1)?.text).toContain('has taken nothing for');
    expect(tell(stuck, { type: 'held', session: 'a', ok: true, why: '' }).model.hold?.stuck).toBe(false);
    expect(tell(sound, { type: 'stuck', session: 'b' }).model.hold?.stuck).not.toBe(true);
  });
});

function missing(): never {
  throw new Error('the model is not connected');
}

describe('zoom', () => {
  it('lends the child exactly the pane, wherever the focus goes', () => {
    const model = aModel({ sessions: two });
    expect(story(model, ...keys('z', 'Tab', 'z'))).toEqual([
      'fit a 80x22',
      'fit a its own',
      'fit b 80x22',
      'fit b its own',
    ]);
    expect(story(model, ...keys('z'), { type: 'resized', size: { cols: 100, rows: 30 } })).toEqual([
      'fit a 80x22',
      'fit a 100x28',
    ]);
    expect(story(model, ...keys('z', 'Enter'))).toEqual(['fit a 80x22', 'take a 80x22']);
  });

  it('moves by where the panes would lie', () => {
    expect(tell(aModel({ sessions: two }), ...keys('z', 'j')).model).toMatchObject({ focus: 'b', zoomed: true });
  });
});

it('tells where a paste went that nobody held a keyboard for', () => {
  const { model, commands } = tell(aModel({ sessions: two }), { type: 'paste', text: 'q' });
  expect(commands).toEqual([]);
  expect(model.notices[0]?.text).toBe(
    "The paste went nowhere: no pane's keyboard is held (Enter takes the focused one).",
  );
});
