import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PanePlace, Places, SplitPlace } from '../../src/tui/layout/places.ts';
import type { SavedLayout } from '../../src/tui/layout/saved.ts';
import { firstLayout } from '../../src/tui/layout/saved.ts';
import { placesOf } from '../../src/tui/layout/tiling.ts';
import { aModel, aStatus } from '../tui/models.ts';
import { Bare } from './bare.ts';
import { Desk } from './desk.ts';
import { Echoes } from './echoes.ts';

/** Panes under two hands, under the mouse, and without what is behind them. Children that tell what they hear stand for the CLI. */

const names = ['left', 'right'] as const;
const size = { cols: 121, rows: 30 };

let bare: Bare;
/** Asks the daemon; its own terminal shows nothing. */
let daemon: Desk;
const desks: Desk[] = [];

beforeAll(async () => {
  bare = new Bare();
  const echoes = new Echoes(bare);
  expect(await bare.pcc('daemon', 'status')).toMatchObject({ code: 0 });
  daemon = new Desk(bare, 80, 24);
  await echoes.start(daemon, 'left');
  // The right one asks for the mouse: presses, releases, drags and the wheel, in the form of SGR.
  await echoes.start(daemon, 'right', '\u001b[?1002h\u001b[?1006h');
});

afterEach(() => {
  for (const desk of desks.splice(0)) desk.dispose();
});

afterAll(async () => {
  daemon.dispose();
  await bare.strike();
});

/** Opens a terminal, in which both panes stand where they have to in this layout. */
async function sit(layout: SavedLayout = firstLayout): Promise<Desk> {
  const desk = new Desk(bare, size.cols, size.rows);
  desks.push(desk);
  await desk.open('right');
  await untilPlaced(desk, layout);
  return desk;
}

async function untilPlaced(desk: Desk, layout: SavedLayout): Promise<void> {
  for (const { session, inner } of places(layout).panes) await desk.untilShows(session, inner, 'part');
}

function places(layout: SavedLayout): Places {
  return placesOf({ ...aModel({ size, sessions: names.map((name) => aStatus(name)) }), saved: layout });
}

function paneIn(layout: SavedLayout, name: string): PanePlace {
  const pane = places(layout).panes.find(({ session }) => session === name);
  if (!pane) throw new Error(`no pane of ${name}`);
  return pane;
}

function splitIn(layout: SavedLayout): SplitPlace {
  const [split] = places(layout).splits;
  if (!split) throw new Error('no line between the panes');
  return split;
}

const layoutFile = (): string => join(bare.home, 'tui.json');

function untilSaved(holds: (layout: SavedLayout) => boolean): Promise<SavedLayout> {
  const read = (): SavedLayout => {
    try {
      return JSON.parse(readFileSync(layoutFile(), 'utf8')) as SavedLayout;
    } catch {
      return firstLayout;
    }
  };
  return daemon.until('the saved layout', read, holds);
}

/** All that a child has told of what it was sent. */
async function heardAt(name: string): Promise<string> {
  const rows = (await daemon.screenOf(name)).rows.map(({ text }) => text);
  return rows.join('').replace(/^.*? hears:/, '');
}

function untilHeard(name: string, end: string): Promise<string> {
  return daemon.until(
    `'${end}' at ${name}`,
    () => heardAt(name),
    (text) => text.endsWith(end),
  );
}

/** The title row of a pane, as the terminal shows it. */
function titleOf(desk: Desk, name: string): string {
  const { title } = paneIn(firstLayout, name);
  return (desk.terminal.screen().split('\n')[title.y] ?? '').slice(title.x, title.x + title.cols);
}

function untilTitle(desk: Desk, name: string, holds: (title: string) => boolean): Promise<string> {
  return desk.until(`the title of ${name}`, () => titleOf(desk, name), holds);
}

async function take(desk: Desk, name: string): Promise<void> {
  desk.terminal.keys(name === 'left' ? '1' : '2', 'Enter');
  await untilTitle(desk, name, (title) => /HUMAN(?! …)/.test(title));
}

async function untilFree(): Promise<void> {
  for (const name of names) await daemon.untilStatus(name, 'nobody at the keyboard', ({ humans }) => humans === 0);
}

/** What a terminal sends of its mouse. Source: xterm's SGR reports; cells are 0-based here. */
function mouse(desk: Desk, button: number, { x, y }: { x: number; y: number }, end: 'M' | 'm' = 'M'): void {
  desk.terminal.bytes(`\u001b[<${button};${x + 1};${y + 1}${end}`);
}

/** Bits of the button in a report: the left one moved while pressed, and the wheel. */
const [left, dragged, wheelUp] = [0, 32, 64];

it('two terminals hold one pane: both are told of each other, and who is left goes on', async () => {
  const [first, second] = [await sit(), await sit()];
  const nameOf = (desk: Desk): string => `tui on ${desk.terminal.ask('#{pane_tty}').replace('/dev/', '')}`;
  const lastToType = async (): Promise<string> => (await daemon.status('left')).holders.at(-1)?.client ?? '';
  await take(first, 'left');
  await untilTitle(second, 'left', (title) => title.includes(`held by ${nameOf(first)}`));
  await take(second, 'left');
  await untilTitle(second, 'left', (title) => title.includes(`${nameOf(first)} types too`));
  await untilTitle(first, 'left', (title) => title.includes(`${nameOf(second)} types too`));
  first.shot('held-by-both');
  first.terminal.type('one ');
  await untilHeard('left', 'one');
  expect(await lastToType()).toBe(nameOf(first));
  second.terminal.type('two ');
  await untilHeard('left', 'one two');
  expect(await lastToType()).toBe(nameOf(second));
  first.terminal.keys('C-]', 'q');
  await first.untilGivenBack();
  await daemon.untilStatus('left', 'one human', ({ humans, holders }) => humans === 1 && holders.length === 1);
  await untilTitle(second, 'left', (title) => title.includes('HUMAN') && !title.includes('types too'));
  second.terminal.type('three');
  await untilHeard('left', 'one two three');
  second.terminal.keys('C-]', 'd');
  await untilFree();
});

describe('the mouse', () => {
  it('reaches a held child that asked for it, in its own cells', async () => {
    const desk = await sit();
    await take(desk, 'right');
    const { inner } = paneIn(firstLayout, 'right');
    await desk.untilShows('right', inner, 'held');
    const cell = { x: inner.x + 5, y: inner.y + 10 };
    mouse(desk, left, cell);
    mouse(desk, dragged, { ...cell, x: cell.x + 1 });
    mouse(desk, left, { ...cell, x: cell.x + 1 }, 'm');
    mouse(desk, wheelUp, cell);
    await untilHeard('right', '^[[<0;6;11M^[[<32;7;11M^[[<0;7;11m^[[<64;6;11M');
    // Over another pane the wheel is not the held child's.
    const other = paneIn(firstLayout, 'left').inner;
    mouse(desk, wheelUp, { x: other.x + 5, y: other.y + 10 });
    desk.terminal.type('.');
    await untilHeard('right', '^[[<64;6;11M.');
    desk.terminal.keys('C-]', 'd');
    await untilFree();
  });

  it('looks back by the wheel where the child did not ask for it', async () => {
    const desk = await sit();
    for (const held of [false, true]) {
      if (held) await take(desk, 'left');
      const { inner } = paneIn(firstLayout, 'left');
      mouse(desk, wheelUp, { x: inner.x + 5, y: inner.y + 10 });
      await desk.terminal.until((screen) => screen.includes(' COPY '), 'copy mode');
      desk.terminal.keys('q');
      await desk.terminal.until((screen) => !screen.includes(' COPY '), 'its end');
      expect(titleOf(desk, 'left').includes('HUMAN')).toBe(held);
    }
    desk.terminal.keys('C-]', 'd');
    await untilFree();
  });

  it('moves the line between panes, keys do too, and all of it is there at the next start', async () => {
    const desk = await sit();
    const { rect } = splitIn(firstLayout);
    const at = { x: rect.x, y: rect.y + 12 };
    mouse(desk, left, at);
    for (const step of [5, 10, 16]) mouse(desk, dragged, { ...at, x: at.x + step });
    mouse(desk, left, { ...at, x: at.x + 16 }, 'm');
    const moved = await untilSaved(({ shares }) => Object.keys(shares).length === 1);
    expect(splitIn(moved).rect.x).toBe(at.x + 16);
    await untilPlaced(desk, moved);
    desk.shot('dragged');
    desk.terminal.keys('1', '<', '<');
    const narrower = await untilSaved((layout) => splitIn(layout).rect.x < at.x + 14);
    await untilPlaced(desk, narrower);
    desk.terminal.keys('o', 'o');
    const rows = await untilSaved(({ layout }) => layout === 'rows');
    desk.terminal.keys('+', '+', '+');
    const taller = await untilSaved((layout) => splitIn(layout).rect.y > splitIn(rows).rect.y + 2);
    await untilPlaced(desk, taller);
    await desk.leave();
    const again = await sit(taller);
    again.terminal.keys('o', 'o');
    await untilPlaced(again, narrower);
    await again.leave();
  });
});

it.each(['{"layout":"spiral"}', '{"layout":', '\u0000'])(
  'a layout that is broken, %j, costs nothing but itself',
  async (text) => {
    writeFileSync(layoutFile(), text);
    const desk = await sit();
    await desk.terminal.until((screen) => screen.includes('The saved layout'), 'the word of it');
    desk.terminal.keys('o');
    const saved = await untilSaved(({ layout }) => layout === 'main');
    await untilPlaced(desk, saved);
    desk.terminal.keys('o', 'o', 'o');
    await untilSaved(({ layout }) => layout === 'grid');
    await desk.leave();
  },
);

it('what is typed while the daemon is away is told of, and never sent', async () => {
  const desk = await sit();
  await take(desk, 'left');
  desk.terminal.type(' before');
  await untilHeard('left', 'before');
  expect(await bare.pcc('daemon', 'stop')).toMatchObject({ code: 0 });
  await desk.terminal.until((screen) => screen.includes('daemon lost'), 'the loss');
  desk.terminal.type('abc');
  await desk.terminal.until((screen) => screen.includes('3 keys not sent'), 'the count of keys');
  desk.shot('keys-not-sent');
  desk.terminal.keys('C-l');
  await desk.terminal.until((screen) => screen.includes("3 keys for 'left' were not sent"), 'the word of it');
  await daemon.untilStatus('left', 'the human', ({ humans }) => humans === 1);
  desk.terminal.type(' after');
  expect(await untilHeard('left', 'after')).toContain('before after');
  desk.terminal.keys('C-]', 'd');
  await untilFree();
});

it('without their host the sessions come back, and what is held stays held', async () => {
  const desk = await sit();
  await take(desk, 'left');
  desk.terminal.type('before');
  await untilHeard('left', 'before');
  const { host } = await daemon.call('daemon.status', {});
  const pidsBefore = await pids();
  process.kill(host.pid ?? 0, 'SIGKILL');
  await desk.until('other children', pids, (now) =>
    now.every((pid, index) => pid !== null && pid !== pidsBefore[index]),
  );
  await desk.terminal.until((screen) => /left hears: *│/.test(screen), 'what the new child shows');
  desk.shot('host-killed');
  desk.terminal.type('after');
  expect(await untilHeard('left', 'after')).not.toContain('before');
  desk.terminal.keys('C-]', 'd');
  await untilFree();
  await desk.leave();
});

function pids(): Promise<(number | null)[]> {
  return Promise.all(names.map(async (name) => (await daemon.status(name)).pid));
}
