import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PendingItem, Status } from '../../../src/api/methods.ts';
import type { Model } from '../../../src/tui/model.ts';
import type { PanelKind } from '../../../src/tui/panel.ts';
import { panelKind } from '../../../src/tui/panel.ts';
import type { Layer, Scene } from '../../../src/tui/scene.ts';
import { span } from '../../../src/tui/scene.ts';
import { lineWidth } from '../../../src/tui/view/lines.ts';
import { view } from '../../../src/tui/view/view.ts';
import { aDaemon, aModel, anItem, aStatus, isoAt, startMs } from '../models.ts';
import { busyDay, lively } from './fleet.ts';

/** Names and texts as a hostile screen or file could bring them. */
const someText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom('', 'a\u001b[31mb', '\r\n', '日本語テキスト', '👨‍👩‍👧', '\u202e\u2066', 'x'.repeat(300), '\ud800'),
);

const someMoment = fc.oneof(
  fc.integer({ min: -1e9, max: 1e9 }).map((ms) => isoAt(startMs + ms)),
  fc.constantFrom('', 'never', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z'),
);

const someItem = fc
  .record({
    kind: fc.constantFrom('permission', 'question', 'prose', 'plan'),
    tool: someText,
    subject: someText,
    question: someText,
    risk: fc.constantFrom('LOW' as const, 'MEDIUM' as const, 'HIGH' as const),
  })
  .map((given): PendingItem => anItem(1, 's', given));

const count = fc.oneof(fc.nat(), fc.constantFrom(0, -1, 1e15, Number.NaN));

const someStatus = (index: number): fc.Arbitrary<Status> =>
  fc
    .record({
      id: someText,
      state: fc.constantFrom(
        'idle',
        'busy',
        'permission',
        'question',
        'limit',
        'error',
        'unknown',
        'exited',
        'draft',
        'wat',
      ),
      phase: fc.constantFrom('launching', 'live', 'restarting', 'stopping', 'ended'),
      warned: fc.record({ words: someText, resetsAt: fc.option(someMoment) }),
      paused: fc.boolean(),
      since: someMoment,
      exitCode: fc.constantFrom(0, 1, 137),
      why: someText,
      limit: fc.record({ kind: someText, resetsAt: fc.option(someMoment) }),
      usage: fc.record({ input: count, output: count, cacheRead: count, cacheWrite: count, context: count }),
      pending: fc.array(someItem, { maxLength: 2 }),
      queue: fc.array(
        fc.record({
          id: fc.constant('t'),
          text: someText,
          state: fc.constantFrom('queued', 'typing', 'running', 'verifying', 'done', 'failed', 'removed'),
        }),
        { maxLength: 3 },
      ),
      holders: fc.array(
        someText.map((client) => ({ attachment: 'a', client, since: '', typedAt: '' })),
        { maxLength: 3 },
      ),
    })
    .map((given) => aStatus(`s${index}`, { ...given, id: `s${index}${given.id}` }));

const rogue: PanelKind<string> = {
  name: 'rogue',
  summary: 'Draws where it must not',
  place: 'over',
  keys: [{ keys: ['C-x', 'Esc'], summary: 'close' }],
  open: () => ({ state: '' }),
  update: (state) => ({ state }),
  view: (_, __, rect) => ({
    layers: [
      {
        type: 'block',
        rect: { ...rect, cols: rect.cols + 50, rows: rect.rows + 50 },
        lines: [[span('x')]],
        fill: 'form',
      },
      { type: 'tint', rect: { x: -5, y: 0, cols: 3, rows: 3 }, ink: 'found' },
    ],
    cursor: { x: 1_000, y: 1_000 },
  }),
};

const someModel: fc.Arbitrary<Model> = fc
  .record({
    cols: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 300 })),
    rows: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 90 })),
    sessions: fc
      .integer({ min: 0, max: 14 })
      .chain((length) => fc.tuple(...Array.from({ length }, (_, index) => someStatus(index)))),
    ascii: fc.boolean(),
    demo: fc.boolean(),
    zoomed: fc.boolean(),
    holds: fc.boolean(),
    confirmed: fc.boolean(),
    prefixed: fc.boolean(),
    unsent: fc.nat(3),
    link: fc.constantFrom('connecting' as const, 'up' as const, 'lost' as const),
    why: someText,
    notice: fc.option(someText),
    halted: fc.option(someText, { nil: undefined }),
    warning: someText,
    panel: fc.boolean(),
    near: fc.option(someMoment),
    nowMs: fc.integer({ min: 0, max: 4e12 }),
    focus: fc.nat(14),
  })
  .map((given) => {
    const sessions = given.sessions;
    const model = lively(
      aModel({
        size: { cols: given.cols, rows: given.rows },
        sessions,
        settings: { ascii: given.ascii, demo: given.demo },
      }),
    );
    const focus = sessions[given.focus % Math.max(1, sessions.length)]?.id;
    const { confirmed, prefixed, unsent } = given;
    const halted = given.halted === undefined ? {} : { halted: given.halted };
    return {
      ...model,
      nowMs: given.nowMs,
      zoomed: given.zoomed,
      focus,
      hold: given.holds && focus !== undefined ? { session: focus, confirmed, prefixed, unsent } : undefined,
      notices: given.notice === null ? [] : [{ text: given.notice, ink: 'broken' as const, sinceMs: 0 }],
      fleet: {
        ...model.fleet,
        link: given.link,
        linkWhy: given.why,
        limits: {
          ...model.fleet.limits,
          accounts: [{ account: 'a', kind: 'k', resetsAt: given.near, state: 'near' as const, by: given.warning }],
        },
        daemon: { ...aDaemon, ...halted, warnings: [given.warning] },
      },
      panels: given.panel ? [{ serial: 1, kind: panelKind(rogue), state: '', session: undefined }] : [],
    };
  });

function isWithin({ rect }: Layer, scene: Scene): boolean {
  const { x, y, cols, rows } = rect;
  return x >= 0 && y >= 0 && cols > 0 && rows > 0 && x + cols <= scene.cols && y + rows <= scene.rows;
}

const controls = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u;

describe('any model', () => {
  it('has a scene that fits the terminal, safe to write', () => {
    fc.assert(
      fc.property(someModel, (model) => {
        const scene = view(model);
        expect([scene.cols, scene.rows]).toEqual([model.size.cols, model.size.rows]);
        expect(scene.title).not.toMatch(controls);
        if (scene.cursor) expect(scene.cursor.x < scene.cols && scene.cursor.y < scene.rows).toBe(true);
        for (const layer of scene.layers) {
          expect(isWithin(layer, scene)).toBe(true);
          if (layer.type !== 'block') continue;
          expect(layer.lines.length).toBeLessThanOrEqual(Math.max(layer.rect.rows, 1));
          for (const line of layer.lines) {
            expect(lineWidth(line)).toBeLessThanOrEqual(layer.rect.cols);
            const text = line.map((part) => part.text).join('');
            expect(text).not.toMatch(controls);
            if (model.settings.ascii) expect(text).toMatch(/^[ -~]*$/);
          }
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('is drawn once', () => {
    const model = aModel({ sessions: busyDay });
    expect(view(model)).toBe(view(model));
    expect(view({ ...model })).toEqual(view(model));
  });

  it('has one cursor at most', () => {
    fc.assert(
      fc.property(someModel, (model) => {
        const withCursor = view(model).layers.filter((layer) => layer.type === 'picture' && layer.cursor);
        expect(withCursor.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });
});
