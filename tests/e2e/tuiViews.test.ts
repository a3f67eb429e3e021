import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cellsOf } from '../../src/terminal/painter.ts';
import type { ColourDepth } from '../../src/tui/drawing/colours.ts';
import { placesOf } from '../../src/tui/layout/tiling.ts';
import { aModel } from '../tui/models.ts';
import { Bare } from './bare.ts';
import type { Rect } from './cells.ts';
import { cellsIn } from './cells.ts';
import type { DeskOptions } from './desk.ts';
import { Desk, partOf } from './desk.ts';

/**
 * What `pcc tui` tells of sessions, by real keys and on many kinds of terminals. Recordings of the real CLI are the sessions: one
 * waits for leave to do harm, one asks a question, one had an edit and a command approved.
 */

const sessions = ['feature', 'danger', 'question'] as const;

let bare: Bare;
let daemon: Desk;
const desks: Desk[] = [];

beforeAll(async () => {
  bare = new Bare();
  expect(await bare.pcc('daemon', 'status')).toMatchObject({ code: 0 });
  daemon = new Desk(bare, 80, 24);
  for (const name of sessions) await start(name, name);
  for (const name of ['danger', 'question'])
    await daemon.untilStatus(name, 'what it asks', ({ pending }) => pending.length === 1);
  await daemon.untilStatus('feature', 'the end of its task', ({ queue }) =>
    queue.every(({ state }) => state === 'done'),
  );
});

afterEach(() => {
  for (const desk of desks.splice(0)) desk.dispose();
});

afterAll(async () => {
  daemon.dispose();
  await bare.strike();
});

/** Starts a recorded session that goes on showing its last screen. */
async function start(name: string, demo: string): Promise<void> {
  await daemon.call('session.start', { path: bare.root, trust: true, args: ['--stay'], env: bare.env, demo, name });
}

function newDesk(cols: number, rows: number, options: DeskOptions = {}): Desk {
  const desk = new Desk(bare, cols, rows, options);
  desks.push(desk);
  return desk;
}

async function sit(cols: number, rows: number): Promise<Desk> {
  const desk = newDesk(cols, rows);
  await desk.open('danger');
  await desk.terminal.until((screen) => screen.includes('need you'), 'the fleet');
  return desk;
}

function shows(desk: Desk, ...texts: readonly (string | RegExp)[]): Promise<string> {
  const has = (screen: string, text: string | RegExp): boolean =>
    typeof text === 'string' ? screen.includes(text) : text.test(screen);
  return desk.terminal.until((screen) => texts.every((text) => has(screen, text)), texts.join(' and '));
}

function hides(desk: Desk, text: string): Promise<string> {
  return desk.terminal.until((screen) => !screen.includes(text), `a screen without ${text}`);
}

describe('views by their keys', () => {
  it('e explains the last decision, and those before it', async () => {
    const desk = await sit(120, 40);
    desk.terminal.keys('1', 'e');
    await shows(desk, 'Explain feature', 'decision 4 of 4', 'finish', 'by       agent');
    desk.terminal.keys('Left');
    await shows(desk, 'decision 3 of 4', 'Bash', 'confirmed');
    desk.shot('explain');
    desk.terminal.keys('Left');
    await shows(desk, 'decision 2 of 4', 'Write');
    desk.terminal.keys('Escape');
    await hides(desk, 'Explain feature');
    await desk.leave();
  });

  it('L shows all decisions, filtered by session, class, who and words', async () => {
    const desk = await sit(120, 40);
    desk.terminal.keys('1', 'L');
    await shows(desk, 'Decisions', 'danger', 'question');
    desk.shot('decisions');
    desk.terminal.keys('s');
    await hides(desk, 'rm -rf');
    await shows(desk, 'Write', 'Bash');
    desk.terminal.keys('c', 'h');
    await shows(desk, 'rm -rf src dist');
    await hides(desk, 'Write');
    desk.terminal.keys('c', 'w');
    await shows(desk, 'by policy', 'Write');
    desk.terminal.keys('c', '/');
    desk.terminal.type('rm -rf');
    await shows(desk, 'danger');
    await hides(desk, 'Write');
    desk.terminal.keys('Enter', 'c');
    await shows(desk, 'Write');
    desk.terminal.keys('q');
    await hides(desk, 'Decisions');
    await desk.leave();
  });

  it('R plays the recording and goes from decision to decision', async () => {
    const desk = await sit(120, 40);
    desk.terminal.keys('1', 'R');
    await shows(desk, '▶');
    desk.terminal.keys('d');
    await shows(desk, '‖', 'next LOW by agent');
    desk.terminal.keys('d');
    await shows(desk, '‖', 'approve LOW by policy', 'permission: Write');
    desk.shot('recording');
    desk.terminal.keys('d');
    await shows(desk, 'permission: Bash');
    desk.terminal.keys('D');
    await shows(desk, 'permission: Write');
    desk.terminal.keys('Space');
    await shows(desk, '▶');
    desk.terminal.keys('q');
    await hides(desk, '▶');
    await desk.leave();
  });
});

describe('kinds of terminals', () => {
  const size = { cols: 100, rows: 30 };
  const kinds: readonly Kind[] = [
    { what: 'xterm', depth: 'rgb' },
    { what: 'kitty', env: { TERM: 'xterm-kitty' }, depth: 'rgb' },
    { what: 'screen', env: { TERM: 'screen-256color', COLORTERM: '' }, depth: '256' },
    { what: 'the console', env: { TERM: 'linux', COLORTERM: '' }, depth: '16', ascii: true },
    { what: 'LANG=C', env: { LANG: 'C' }, depth: 'rgb', ascii: true },
    { what: '--ascii', args: ['--ascii'], depth: 'rgb', ascii: true },
    { what: 'NO_COLOR', env: { NO_COLOR: '1' }, depth: 'none' },
  ];

  it.each(kinds)(
    '$what: it draws right, marks what needs a human and what is held, and is given back',
    async (kind) => {
      const desk = newDesk(size.cols, size.rows, { env: kind.env ?? {} });
      await desk.open('question', ...(kind.args ?? []));
      const { panes } = placesOf(aModel({ size, sessions: await desk.call('session.list', {}) }));
      const titles = (): string[] => panes.map(({ title }) => cellsIn(desk.terminal.frame(), title)[0] ?? '');
      const untilMarked = (mark: string, marked: readonly string[]): Promise<unknown> =>
        desk.until(`${mark} in ${marked.join()}`, titles, (shown) =>
          shown.every((title, index) => title.includes(mark) === marked.includes(panes[index]?.session ?? '')),
        );
      await untilMarked(' ! ', ['danger', 'question']);
      for (const { session, inner } of panes) await untilText(desk, session, inner);
      desk.terminal.keys('2', 'Enter');
      await untilMarked(' HUMAN ', ['danger']);
      await desk.untilStatus('danger', 'the human', ({ humans }) => humans === 1);
      desk.shot(`kind-${kind.what.replace(/\W/g, '')}`);
      expect(coloursOf(desk).filter((colour) => !codes[kind.depth].test(colour))).toEqual([]);
      const inners = panes.map(({ inner }) => inner);
      const fine = chromeOf(desk, inners).filter((char) => !/^[ -~]*$/.test(char));
      if (kind.ascii) expect(fine).toEqual([]);
      else expect(fine.length).toBeGreaterThan(20);
      // Without a colour the inverse is what cannot be missed.
      if (kind.depth === 'none') expect(titles()[1]).toMatch(/⟨0–\d+ [a-z ]*inverse/);
      desk.terminal.keys('C-]', 'd');
      await desk.untilStatus('danger', 'nobody at the keyboard', ({ humans }) => humans === 0);
      await desk.leave();
    },
  );
});

it('more sessions than tiles: the list has those that need a human first, and focuses; E answers from where all of them are', async () => {
  const size = { cols: 70, rows: 17 };
  const desk = await sit(size.cols, size.rows);
  const list = async (): Promise<string[]> => {
    const { list: rect } = placesOf(aModel({ size, sessions: await desk.call('session.list', {}) }));
    expect(rect).toBeDefined();
    const rows = desk.terminal.screen().split('\n').slice(1, 4);
    return rows.map((row) => /(?:danger|question|feature)/.exec(row.slice(0, rect?.cols))?.[0] ?? row);
  };
  await desk.until('the list', list, (rows) => rows.join(' ') === 'danger question feature');
  desk.shot('side-list');
  desk.terminal.click(6, 3);
  await desk.terminal.until((screen) => /━ 1 feature/.test(screen), 'the tile of the third row');
  desk.terminal.keys('E');
  await shows(desk, 'Waiting for a human', '2 waiting', 'rm -rf src dist');
  desk.shot('escalations');
  desk.terminal.keys('j', 'Enter');
  await shows(desk, 'Enter', /❯|▸/);
  await desk.canBeRead();
  desk.shot('respond-from-escalations');
  desk.terminal.keys('Enter');
  await desk.untilStatus('question', 'the answer', ({ pending }) => pending.length === 0);
  expect((await desk.status('danger')).pending).toHaveLength(1);
  await shows(desk, '1 waiting');
  // A key right behind a form that closed may have been meant for it.
  await desk.canBeRead();
  desk.terminal.keys('q');
  await hides(desk, 'Waiting for a human');
  await desk.until('the list', list, (rows) => rows.join(' ') === 'danger feature question');
  await desk.leave();
});

interface Kind {
  readonly what: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly depth: ColourDepth;
  readonly ascii?: boolean;
}

/** What may stand for a colour in a terminal of each depth. */
const codes: Readonly<Record<ColourDepth, RegExp>> = { rgb: /./, 256: /^(?!.8;2)/, 16: /^(?!.8;)/, none: /^$/ };

/** All colours on the terminal, as they stand in the sequences of SGR. */
function coloursOf(desk: Desk): string[] {
  const sequences = [...desk.terminal.styledScreen().matchAll(/\u001b\[([\d;]*)m/g)].map(([, params = '']) => params);
  return [
    ...new Set(
      sequences.flatMap((params) => params.match(/\b(?:[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|[34][0-7]|9\d|10\d)\b/g) ?? []),
    ),
  ];
}

/** All characters that are not in these rectangles. */
function chromeOf(desk: Desk, inners: readonly Rect[]): string[] {
  const frame = desk.terminal.frame();
  return frame.rows.flatMap((row, y) =>
    cellsOf(row, frame.cols).chars.filter((_, x) => !inners.some((rect) => holds(rect, x, y))),
  );
}

function holds(rect: Rect, x: number, y: number): boolean {
  return x >= rect.x && x < rect.x + rect.cols && y >= rect.y && y < rect.y + rect.rows;
}

/** The pane shows the characters of the child; how colours are told is another matter. */
async function untilText(desk: Desk, id: string, rect: Rect): Promise<void> {
  const wanted = partOf(await desk.screenOf(id), rect).map(textOf);
  await desk.until(
    `the text of ${id}`,
    () => cellsIn(desk.terminal.frame(), rect).map(textOf),
    (shown) => JSON.stringify(shown) === JSON.stringify(wanted),
  );
}

function textOf(line: string): string {
  return line.replace(/ ⟨.*$/, '').trimEnd();
}
