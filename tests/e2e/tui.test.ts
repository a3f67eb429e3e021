import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { newestCli } from '../../src/claude/lab/cliVersions.ts';
import { says } from '../../src/claude/lab/script.ts';
import { placesOf } from '../../src/tui/layout/tiling.ts';
import { aModel } from '../tui/models.ts';
import type { DeskOptions } from './desk.ts';
import { Desk } from './desk.ts';
import { Stage } from './stage.ts';

/** A human at `pcc tui`, in a real tmux, by real keystrokes, with the real CLI in the panes. One session serves all of it. */

let stage: Stage;
let id: string;
const desks: Desk[] = [];

beforeAll(async () => {
  const hello = [says('Hello to you, **friend**: 日本語 and 🚀 and `code`.')];
  stage = await Stage.set({
    version: newestCli,
    trusted: true,
    script: { hello, paste: [says('Three lines came.')], first: [says('One.')], second: [says('Two.')], new: hello },
  });
  id = await stage.start();
  await stage.untilStatus(id, 'the input box', ({ state }) => state === 'idle');
});

afterEach(() => {
  for (const desk of desks.splice(0)) desk.dispose();
});

afterAll(async () => {
  await stage.strike();
});

async function sit(cols: number, rows: number, options: DeskOptions = {}): Promise<Desk> {
  const desk = new Desk(stage, cols, rows, options);
  desks.push(desk);
  await desk.open(id);
  return desk;
}

it.each([
  [160, 48],
  [80, 24],
])('at %i×%i: a pane is taken over, claude answers, and the pane is given back', async (cols, rows) => {
  const desk = await sit(cols, rows);
  const before = stage.promptsSent('[case:hello]');
  await desk.untilShows(id, desk.inner, 'part');
  desk.shot(`tiles-${cols}x${rows}`);
  await desk.take(id);
  await desk.untilShows(id, desk.inner, 'held');
  desk.terminal.type('say hello [case:hello]');
  await desk.terminal.until((screen) => screen.includes('[case:hello]'), 'the typed text');
  await desk.untilShows(id, desk.inner, 'held');
  desk.terminal.keys('Enter');
  const sent = (): number => stage.promptsSent('[case:hello]');
  await desk.until('the prompt at the API', sent, (count) => count > before);
  await desk.untilStatus(id, 'the end of the turn', ({ state }) => state === 'idle');
  await desk.terminal.until((screen) => screen.includes('Hello to you'), 'the answer');
  await desk.untilShows(id, desk.inner, 'held');
  desk.shot(`held-${cols}x${rows}`);
  expect(sent()).toBe(before + 1);
  await desk.giveBack(id);
  await desk.untilStatus(id, 'its own size', ({ size }) => size.cols === 120 && size.rows === 40);
  await desk.untilShows(id, desk.inner, 'part');
  await desk.leave();
});

it('the prefix twice is the prefix itself, and a click takes a pane too', async () => {
  const desk = await sit(100, 30);
  desk.terminal.click(40, 15);
  await desk.terminal.until((screen) => screen.includes('HUMAN'), 'the mark of the held pane');
  desk.terminal.type('abc');
  await desk.terminal.until((screen) => screen.includes('abc'), 'the typed text');
  desk.terminal.keys('C-]', 'C-]');
  desk.terminal.type('de');
  await desk.terminal.until((screen) => /abc.?de/.test(screen), 'what was typed behind the prefix');
  await desk.untilShows(id, desk.inner);
  desk.terminal.keys('C-u');
  await desk.terminal.until((screen) => !screen.includes('abc'), 'the empty box');
  await desk.giveBack(id);
});

it('a paste of several lines arrives whole, and once', async () => {
  const desk = await sit(160, 48);
  await desk.take(id);
  const lines = 'the first line\n  the second, with "quotes" and ümläuts 日本\nthe third [case:paste]';
  desk.terminal.paste(lines);
  await desk.terminal.until((screen) => /the third|Pasted text/.test(screen), 'the pasted text');
  expect(stage.promptsSent('[case:paste]')).toBe(0);
  await desk.untilShows(id, desk.inner);
  desk.terminal.keys('Enter');
  await desk.terminal.until((screen) => screen.includes('Three lines came.'), 'the answer', 40_000);
  expect(stage.promptsSent(lines)).toBe(1);
  expect(stage.promptsSent('[case:paste]')).toBe(1);
  await desk.giveBack(id);
});

it("zoom gives the child the pane's size, and its own back", async () => {
  const desk = await sit(80, 24);
  desk.terminal.keys('z');
  await desk.untilStatus(id, "the pane's size", ({ size }) => size.cols === 80 && size.rows === 22);
  await desk.untilShows(id, desk.inner);
  desk.shot('zoomed-80x24');
  desk.terminal.resize(132, 43);
  await desk.untilStatus(id, 'the new size', ({ size }) => size.cols === 132 && size.rows === 41);
  await desk.untilShows(id, { x: 0, y: 1, cols: 132, rows: 41 });
  desk.terminal.resize(80, 24);
  await desk.untilStatus(id, 'the old size', ({ size }) => size.cols === 80 && size.rows === 22);
  await desk.untilShows(id, desk.inner);
  desk.terminal.keys('z');
  await desk.untilStatus(id, 'its own size', ({ size }) => size.cols === 120 && size.rows === 40);
  await desk.untilShows(id, desk.inner, 'part');
  // Who leaves while a pane is zoomed leaves no child behind in that size.
  desk.terminal.keys('z');
  await desk.untilStatus(id, "the pane's size", ({ size }) => size.cols === 80);
  await desk.leave();
  await desk.untilStatus(id, 'its own size', ({ size }) => size.cols === 120 && size.rows === 40);
});

it.each([false, true])('copy mode searches, selects and copies (told of tmux: %s)', async (inTmux) => {
  const desk = await sit(160, 48, { inTmux });
  desk.terminal.keys('s');
  await desk.terminal.until((screen) => /copy/i.test(screen), 'copy mode');
  desk.terminal.keys('?');
  desk.terminal.type('hello to you');
  desk.terminal.keys('Enter');
  desk.shot('copy-search');
  desk.terminal.keys('v', '$');
  desk.shot('copy-selected');
  desk.terminal.keys('y');
  await desk.terminal.until((screen) => /copied 1 line/.test(screen), 'the word of it');
  const copied = await desk.until(
    'what was copied',
    () => desk.terminal.buffer(),
    (text) => text !== '',
  );
  expect(copied).toBe('Hello to you, friend: 日本語 and 🚀 and code.');
});

it('help, palette and find do what they say', async () => {
  const desk = await sit(80, 24);
  const { terminal } = desk;
  terminal.keys('?');
  await terminal.until((screen) => screen.includes('Help') && screen.includes('Focus the pane'), 'the help');
  desk.shot('help-80x24');
  terminal.type('/');
  terminal.type('scroll');
  await terminal.until(
    (screen) => screen.includes('Look back') && !screen.includes('Focus the pane'),
    'what was sought',
  );
  terminal.keys('Escape', 'Escape');
  await terminal.until((screen) => !screen.includes('Help'), 'the closed help');
  terminal.type(':');
  await terminal.until((screen) => screen.includes('Commands'), 'the palette');
  terminal.type('zoom');
  desk.shot('palette-80x24');
  terminal.keys('Enter');
  await desk.untilStatus(id, 'the zoom', ({ size }) => size.cols === 80);
  terminal.keys('z');
  await desk.untilStatus(id, 'the end of the zoom', ({ size }) => size.cols === 120);
  terminal.type('/');
  await terminal.until((screen) => screen.includes('Find'), 'the finder');
  terminal.type(id.slice(0, 3));
  desk.shot('find-80x24');
  terminal.keys('Enter');
  await terminal.until((screen) => !screen.includes('Find'), 'the closed finder');
  await desk.untilShows(id, desk.inner, 'part');
});

it('leaving lets sessions go on, and two humans see the same', async () => {
  const { pid } = await stage.status(id);
  const [first, second] = [await sit(160, 48), await sit(160, 48)];
  await first.take(id);
  first.terminal.type('from the first ');
  await second.terminal.until((screen) => screen.includes('from the first'), 'what the other typed');
  second.shot('held-elsewhere');
  await second.untilShows(id, second.inner);
  second.terminal.keys('Enter');
  await second.untilStatus(id, 'both humans', ({ holders }) => holders.length === 2);
  second.terminal.type('and the second [case:first]');
  await first.terminal.until((screen) => screen.includes('from the first and the second'), 'what both typed');
  for (const desk of [first, second]) await desk.untilShows(id, desk.inner);
  second.terminal.keys('Enter');
  await first.terminal.until((screen) => screen.includes('One.'), 'the answer', 40_000);
  expect(stage.promptsSent('from the first and the second [case:first]')).toBe(1);
  for (const desk of [first, second]) desk.terminal.keys('C-]', 'd');
  await first.untilStatus(id, 'nobody at the keyboard', ({ humans }) => humans === 0);
  for (const desk of [first, second]) await desk.leave();
  expect(await stage.status(id)).toMatchObject({ pid, phase: 'live', state: 'idle', humans: 0 });
});

it('a new session is started from its form', async () => {
  mkdirSync(join(stage.root, 'other'));
  const desk = await sit(160, 48);
  const { terminal } = desk;
  terminal.keys('n');
  await terminal.until((screen) => /new session/i.test(screen), 'the form');
  terminal.keys('C-u');
  terminal.type(`${stage.root}/oth`);
  await terminal.until((screen) => screen.includes(`${stage.root}/other`), 'the completed path');
  desk.shot('new-session');
  terminal.keys('Tab');
  await terminal.until((screen) => screen.includes(`Folder       ${stage.root}/other/`), 'the path written out');
  terminal.keys('C-s');
  const sessions = await desk.until(
    'the new session',
    () => desk.call('session.list', {}),
    ({ length }) => length === 2,
  );
  const other = sessions.find((session) => session.id !== id);
  expect(other?.path).toBe(join(stage.root, 'other'));
  await terminal.until((screen) => screen.includes(other?.id ?? '-'), 'its pane');
  await desk.untilStatus(other?.id ?? '', 'its trust dialog', ({ state }) => state === 'trust');
  const { panes } = placesOf(aModel({ size: { cols: 160, rows: 48 }, sessions: await desk.call('session.list', {}) }));
  expect(panes.map(({ session }) => session)).toEqual(sessions.map((session) => session.id));
  for (const { session, inner } of panes) await desk.untilShows(session, inner, 'part');
  desk.shot('two-sessions');
  await desk.call('session.stop', { id: other?.id ?? '' });
});
