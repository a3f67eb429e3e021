import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/tui/model.ts';
import type { Size } from '../../../src/tui/message.ts';
import { view } from '../../../src/tui/view/view.ts';
import { aDaemon, aModel, ordinarySettings, startMs, tell } from '../models.ts';
import { busyDay, children, lively } from './fleet.ts';
import { flat } from './flat.ts';
import type { PanelKind } from '../../../src/tui/panel.ts';
import { panelKind } from '../../../src/tui/panel.ts';
import { span } from '../../../src/tui/scene.ts';
import { box, centred, innerOf, keyFoot, listLines } from '../../../src/tui/view/box.ts';

// Times of limits are told on the local clock.
process.env.TZ = 'UTC';

const sizes = ['160x48', '120x40', '80x24', '40x12', '20x6', '19x5'] as const;

function sizeOf(text: string): Size {
  const [cols = 0, rows = 0] = text.split('x').map(Number);
  return { cols, rows };
}

function dayWith(count: number, size: Size): Model {
  return lively(aModel({ size, sessions: busyDay.slice(0, count) }));
}

async function golden(name: string, model: Model): Promise<void> {
  await expect(flat(view(model), children)).toMatchFileSnapshot(`golden/${name}.txt`);
}

const classic = sizeOf('80x24');

/** A panel of each kind of place: a box with a list, as large as it may be or as it needs. */
function sample(place: PanelKind<number>['place']): PanelKind<number> {
  return {
    name: 'sample',
    summary: 'A sample',
    place,
    keys: [
      { keys: ['Enter'], summary: 'choose' },
      { keys: ['C-s'], summary: 'save' },
      { keys: ['Esc'], summary: 'close' },
    ],
    open: () => ({ state: 0 }),
    update: (state) => ({ state }),
    view(chosen, _model, rect) {
      const at = place === 'over' ? centred(rect, 40, 10) : rect;
      const inner = innerOf(at);
      const items = Array.from({ length: 12 }, (_, index) => [span(`Line ${index + 1} of a list that scrolls`)]);
      const lines = listLines(items, chosen + 3, inner);
      const block = box({
        rect: at,
        title: 'Sample',
        note: [span('12', 'hint')],
        lines,
        foot: keyFoot(this.keys, at.cols - 6),
      });
      return { layers: [block], cursor: { x: inner.x + 2, y: inner.y } };
    },
  };
}

describe('golden screens', () => {
  for (const size of sizes) {
    it.each([0, 1, 4, 6, 12])(`show %i sessions on ${size}`, (count) =>
      golden(`${size}-${count}`, dayWith(count, sizeOf(size))),
    );
  }

  it('show a pane that is held', async () => {
    const held = { session: 'fix-login', confirmed: true, prefixed: false, unsent: 0 };
    const tiles = busyDay.slice(0, 4).map(({ id }) => id);
    for (const size of sizes)
      await golden(`held-${size}`, { ...dayWith(4, sizeOf(size)), tiles, focus: 'fix-login', hold: held });
    await golden('held-prefixed', { ...dayWith(4, classic), focus: 'fix-login', hold: { ...held, prefixed: true } });
    await golden('held-zoomed', { ...dayWith(4, classic), focus: 'fix-login', zoomed: true, hold: held });
  });

  it('show who else holds a pane', async () => {
    const holder = { attachment: 'a1', client: 'pcc attach', since: '', typedAt: '' };
    const mine = { ...holder, attachment: 'a2', client: 'tui on pts/3' };
    const with_ = (holders: (typeof holder)[]): Model =>
      lively(
        aModel({
          sessions: busyDay
            .slice(0, 4)
            .map((session) => (session.id === 'docs' ? { ...session, holders, humans: holders.length } : session)),
        }),
      );
    await golden('held-by-other', with_([holder]));
    await golden('held-by-two', {
      ...with_([mine, holder]),
      settings: { ...ordinarySettings, client: mine.client },
      focus: 'docs',
      hold: { session: 'docs', confirmed: true, prefixed: false, unsent: 0 },
    });
  });

  it('show that the daemon is away', async () => {
    for (const size of sizes) {
      const model = dayWith(4, sizeOf(size));
      const lost = tell(model, { type: 'link', up: false, why: 'The socket was closed.' }).model;
      await golden(`lost-${size}`, { ...lost, nowMs: startMs + 12_000 });
    }
  });

  it('show what the daemon says of itself', async () => {
    const model = dayWith(4, sizeOf('120x40'));
    const with_ = (daemon: Partial<typeof aDaemon>): Model => ({
      ...model,
      fleet: { ...model.fleet, daemon: { ...aDaemon, ...daemon } },
    });
    await golden('halted', with_({ halted: 'thrown by a person' }));
    await golden('warned', with_({ warnings: ['The disk is almost full.'], brain: 'ollama' }));
    await golden('notice', {
      ...model,
      notices: [{ text: 'docs: approved once, “Yes”.', ink: 'plain', sinceMs: startMs }],
    });
    await golden('demo', { ...model, settings: { ...model.settings, demo: true } });
  });

  it('show a beginning', async () => {
    const model = aModel();
    await golden('connecting', { ...model, fleet: { ...model.fleet, link: 'connecting' } });
  });

  it('show panels over the tiles, in their place, and in a pane', async () => {
    for (const place of ['over', 'instead', 'pane'] as const) {
      for (const size of ['120x40', '80x24', '20x6'] as const) {
        const panel = { serial: 1, kind: panelKind(sample(place)), state: 0, session: 'docs' };
        const model = { ...dayWith(4, sizeOf(size)), focus: 'docs', panels: [panel] };
        await golden(`panel-${place}-${size}`, model);
        expect(view(model).cursor).toBeDefined();
      }
    }
  });

  it('show everything in ASCII', async () => {
    for (const size of ['120x40', '80x24', '20x6'] as const) {
      const model = dayWith(12, sizeOf(size));
      await golden(`ascii-${size}`, { ...model, settings: { ...model.settings, ascii: true } });
    }
  });
});
