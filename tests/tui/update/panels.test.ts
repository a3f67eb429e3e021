import { beforeEach, describe, expect, it, vi } from 'vitest';
import { limits } from '../../../src/limits.ts';
import type { Model } from '../../../src/tui/model.ts';
import type { PanelEvent, PanelKind, PanelRequest, PanelStep } from '../../../src/tui/panel.ts';
import { panelKind } from '../../../src/tui/panel.ts';
import { panelKinds } from '../../../src/tui/panels/table.ts';
import { PanelDefect } from '../../../src/tui/defect.ts';
import { view } from '../../../src/tui/view/view.ts';
import { openPanel } from '../../../src/tui/update/panels.ts';
import { aModel, aStatus, keys, tell } from '../models.ts';

/** What the panels of these tests were told, `name: event`, and what they answer. */
const heard: string[] = [];
let answer: (event: PanelEvent, state: unknown) => PanelStep<unknown>;

function fake(name: string, place: PanelKind<unknown>['place']): PanelKind<unknown> {
  return panelKind<unknown>({
    name,
    summary: name,
    place,
    keys: [],
    open: (request: PanelRequest) => (request.text === 'no' ? 'It cannot be opened.' : { state: request.text ?? '' }),
    update: (state, event) => {
      if (event.type !== 'drawn') heard.push(`${name}: ${event.type === 'key' ? event.key.name : event.type}`);
      return answer(event, state);
    },
    view: () => ({ layers: [] }),
  });
}

vi.mock('../../../src/tui/panels/table.ts', () => ({ panelKinds: new Map() }));

beforeEach(() => {
  heard.length = 0;
  answer = (_event, state) => ({ state });
  const kinds = panelKinds as Map<string, PanelKind<unknown>>;
  for (const kind of [fake('form', 'over'), fake('other', 'over'), fake('copy', 'pane')]) kinds.set(kind.name, kind);
});

const model = aModel({ sessions: ['a', 'b'].map((id) => aStatus(id)) });

function open(given: Model, name: string, text?: string): Model {
  return openPanel(given, { name, text }).model;
}

function namesOf({ panels }: Model): string[] {
  return panels.map(({ kind, serial }) => `${kind.name} ${serial}`);
}

describe('an open panel', () => {
  it('has the keys, the mouse and what is pasted, the topmost one', () => {
    const both = open(open(model, 'form'), 'other');
    expect(namesOf(both)).toEqual(['form 1', 'other 2']);
    const mouse = { kind: 'press', button: 'left', x: 1, y: 1, shift: false, meta: false, ctrl: false } as const;
    tell(both, ...keys('q', 'C-]'), { type: 'paste', text: 'x' }, { type: 'mouse', mouse });
    expect(heard).toEqual(['other: q', 'other: C-]', 'other: paste', 'other: mouse']);
  });

  it('hears that something changed, and of time', () => {
    const both = open(open(model, 'form'), 'other');
    tell(both, { type: 'session', session: aStatus('a', { state: 'busy' }) });
    expect(heard).toEqual(['form: changed', 'other: changed']);
    tell(both, { type: 'tick', nowMs: 1 }, { type: 'frame', nowMs: 2 });
    expect(heard).toHaveLength(6);
  });

  it('gets the answers it asked for, and no other', () => {
    const both = open(open(model, 'form'), 'other');
    tell(both, { type: 'refused', tag: { panel: 1, word: 'x' }, sentence: 'no' });
    expect(heard).toEqual(['form: refused']);
  });

  it('that closed by itself leaves the next key to nobody for a moment', () => {
    answer = (event, state) => ({ state: event.type === 'refused' ? undefined : state });
    const refusal = { type: 'refused', tag: { panel: 1, word: 'x' }, sentence: 'no' } as const;
    const closed = tell(open(model, 'form'), refusal);
    expect(tell(closed.model, ...keys('Enter')).model.hold).toBeUndefined();
    const later = { type: 'tick', nowMs: closed.model.nowMs + limits.answerSeenMs } as const;
    expect(tell(closed.model, later, ...keys('Enter')).model.hold?.session).toBe('a');
  });

  it('tells a person of an answer that came too late for it', () => {
    answer = () => ({ state: undefined });
    const { model: closed } = tell(open(model, 'form'), ...keys('x'));
    expect(closed.panels).toEqual([]);
    const { model: told } = tell(closed, { type: 'refused', tag: { panel: 1, word: 'x' }, sentence: 'It was over.' });
    expect(told.notices[0]).toMatchObject({ text: 'It was over.', ink: 'broken' });
    const late = tell(closed, {
      type: 'recording',
      tag: { panel: 1, word: '' },
      key: 'k',
      part: 0,
      parts: 1,
      lengthS: 1,
      startedMs: 0,
      changes: [],
    });
    expect(late.commands).toEqual([{ type: 'close-recording', key: 'k' }]);
  });
});

describe('a panel that was closed while an answer was on its way', () => {
  const refusal = { type: 'refused', tag: { panel: 1, word: 'x' }, sentence: 'no' } as const;

  function closed(waits: boolean): Model {
    const kind = { ...fake('form', 'over'), waits: () => waits };
    (panelKinds as Map<string, PanelKind<unknown>>).set('form', kind);
    answer = (event, state) => (event.type === 'refused' ? { state, keep: 'restored' } : { state: undefined });
    return tell(open(model, 'form'), ...keys('Esc')).model;
  }

  it('has it decide on what is kept, once', () => {
    const { model: told } = tell(closed(true), refusal);
    expect(told.kept.get('form')).toBe('restored');
    expect(told).toMatchObject({ panels: [], leaving: [], notices: [{ text: 'no', ink: 'broken' }] });
    expect(tell(closed(false), refusal).model.kept.has('form')).toBe(false);
  });

  it('is not remembered where the answer itself closed it', () => {
    (panelKinds as Map<string, PanelKind<unknown>>).set('form', { ...fake('form', 'over'), waits: () => true });
    answer = (event, state) => ({ state: event.type === 'refused' ? undefined : state });
    expect(tell(open(model, 'form'), refusal).model).toMatchObject({ panels: [], leaving: [] });
  });
});

describe('a step of a panel', () => {
  function pressed(step: PanelStep<unknown>, given: Model = open(model, 'form')): ReturnType<typeof tell> {
    answer = (event, state) => (event.type === 'key' ? step : { state });
    return tell(given, ...keys('x'));
  }

  it('commands, tells, focuses and keeps', () => {
    const step = pressed({
      state: 'new',
      commands: [{ type: 'bell' }],
      notice: { text: 'Done.', ink: 'plain' },
      focus: 'b',
      keep: 'draft',
    });
    expect(step.commands).toEqual([{ type: 'bell' }]);
    expect(step.model).toMatchObject({ focus: 'b', notices: [{ text: 'Done.' }], panels: [{ state: 'new' }] });
    expect(step.model.kept.get('form')).toBe('draft');
  });

  it('does nothing to another session where the one it was about is gone', () => {
    const gone = pressed({ state: undefined, focus: 'c', action: 'take' });
    expect(gone.model).toMatchObject({ focus: 'a', expected: undefined, hold: undefined, panels: [] });
    expect(gone.model.notices.at(-1)?.text).toBe("'c' is gone.");
    expect(pressed({ state: undefined, focus: 'c', open: { name: 'other' } }).model.panels).toEqual([]);
    expect(pressed({ state: undefined, expected: 'c' }).model).toMatchObject({
      focus: 'a',
      expected: 'c',
      notices: [],
    });
  });

  it('opens another one over it, or in its place', () => {
    expect(namesOf(pressed({ state: '', open: { name: 'other' } }).model)).toEqual(['form 1', 'other 2']);
    expect(namesOf(pressed({ state: undefined, open: { name: 'other' } }).model)).toEqual(['other 2']);
  });

  it('performs an action once it is closed', () => {
    expect(pressed({ state: undefined, action: 'zoom' }).model.zoomed).toBe(true);
    expect(pressed({ state: undefined, action: 'layout rows' }).model.saved.layout).toBe('rows');
    expect(pressed({ state: '', action: 'zoom' }).model.zoomed).toBe(false);
    expect(pressed({ state: undefined, action: 'fly' }).model.notices[0]?.text).toBe("There is no action 'fly'.");
  });

  it('takes the keyboard of a session, and nothing lies over it any more', () => {
    const both = open(open(model, 'other'), 'form');
    const { model: held, commands } = pressed({ state: undefined, focus: 'b', action: 'take' }, both);
    expect(held).toMatchObject({ panels: [], focus: 'b', hold: { session: 'b' } });
    expect(commands).toEqual([{ type: 'take', session: 'b', size: { cols: 80, rows: 24 } }]);
  });
});

describe('opening', () => {
  it('tells why it cannot be', () => {
    expect(open(model, 'form', 'no')).toMatchObject({ panels: [], notices: [{ text: 'It cannot be opened.' }] });
    expect(open(model, 'nothing').notices[0]?.text).toBe("There is no 'nothing' here.");
  });

  it('brings the session of a pane into focus', () => {
    expect(openPanel(model, { name: 'copy', session: 'b' }).model.focus).toBe('b');
  });

  it('ends somewhere', () => {
    const many = Array.from({ length: 20 }).reduce<Model>((before) => open(before, 'form'), model);
    expect(many.panels).toHaveLength(8);
  });
});

describe('a panel with a defect', () => {
  const failing = (): PanelStep<unknown> => {
    throw new Error('no row 7.');
  };

  it('closes, with what it kept, and is told; what is open below goes on', () => {
    const both = open(open({ ...model, kept: new Map([['other', 1]]) }, 'form'), 'other');
    answer = failing;
    const { model: after } = tell({ ...both, panels: both.panels.slice(1) }, ...keys('x'));
    expect(after.panels).toEqual([]);
    expect(after.kept.size).toBe(0);
    expect(after.notices).toMatchObject([
      { text: 'A defect of pcc: no row 7; your sessions are not touched.', ink: 'broken' },
    ]);
    expect(after.closedAtMs).toBe(after.nowMs);
  });

  it('closes also where it fails on what it hears unasked, or to draw itself', () => {
    const opened = open(model, 'form');
    answer = failing;
    const ticked = tell(opened, { type: 'tick', nowMs: opened.nowMs + 1_000 }).model;
    expect(ticked.panels).toEqual([]);
    const serial = opened.panels[0]?.serial;
    const drawn = tell(opened, { type: 'defect', sentence: 'A defect.', panel: serial }).model;
    expect([drawn.panels, drawn.notices.map(({ text }) => text)]).toEqual([[], ['A defect.']]);
  });

  it('is named to whoever draws', () => {
    const opened = open(model, 'form');
    const [panel] = opened.panels;
    const kind = { ...panel?.kind, view: failing } as unknown as PanelKind<unknown>;
    expect(() => view({ ...opened, panels: opened.panels.map((other) => ({ ...other, kind })) })).toThrow(PanelDefect);
  });
});
