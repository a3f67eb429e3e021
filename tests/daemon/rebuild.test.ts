import { describe, expect, test } from 'vitest';
import type { Frame } from '../../src/screen/frame.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import { recording } from '../screen/recordings.ts';
import { connectTo, until } from '../terminal/harness.ts';
import type { LiveSession } from '../../src/daemon/liveSession.ts';
import type { Puppet, Rig } from './rig.ts';
import { listen, makeRig, startPuppet } from './rig.ts';

/** A screen taken up again after the daemon or its connection was gone is the screen that nobody left. */

/** All output of a recording. */
function outputOf(version: string, name: string): string {
  return recording(version, name)
    .events.map((event) => (event.code === 'o' ? event.data : ''))
    .join('');
}

function pictureOf(frame: Frame): object {
  const { rows, cursor, title, buffer } = frame;
  return { rows: rows.map(({ text, spans }) => ({ text, spans })), cursor, title, buffer };
}

/** What a terminal answers to the queries in a text. */
function answersTo(text: string): string {
  let answers = '';
  const screen = new HeadlessScreen({
    cols: 80,
    rows: 24,
    answer: (reply) => {
      answers += reply;
    },
  });
  screen.write(text);
  screen.dispose();
  return answers;
}

/** The picture of a screen that took everything in at once. */
function uninterrupted(text: string): object {
  const screen = new HeadlessScreen({ cols: 80, rows: 24 });
  screen.write(text);
  const picture = pictureOf(screen.frame());
  screen.dispose();
  return picture;
}

async function untilShown(live: LiveSession, offset: number): Promise<void> {
  await until(`output up to ${offset}`, () => live.watched.screen.offset >= offset, 30_000);
}

/** Points within a text, spread and reproducible, never between the halves of a character. */
function cutsIn(text: string, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const at = Math.floor((text.length * (index * 7 + 3)) / (count * 7 + 1));
    return /[\ud800-\udbff]/.test(text[at - 1] ?? '') ? at + 1 : at;
  });
}

/** Another daemon in the same home, over the same host, after the first has died where it stood. */
async function nextDaemon(rig: Rig): Promise<Rig> {
  rig.client.dispose();
  const next = await makeRig({ folder: rig.folder, host: rig.host });
  await next.sessions.recover();
  return next;
}

const casts = [
  ['2.1.329', 'bash-simple-80x24'],
  ['2.1.329', 'edit-80x24'],
  ['2.1.329', 'two-turns-80x24'],
  ['2.0.20', 'bash-simple-80x24'],
  ['2.0.20', 'edit-80x24'],
];

describe.each(casts)('%s/%s', (version, name) => {
  const text = outputOf(version, name);

  test.each(cutsIn(text, 4))('a daemon that dies at %i', { timeout: 60_000 }, async (cut) => {
    const rig = await makeRig();
    const puppet = await startPuppet(rig);
    // Within the first part a picture is stored, somewhere.
    await puppet.show(text.slice(0, cut >> 1));
    await untilShown(puppet.live, cut >> 1);
    if (cut % 2 === 0) puppet.live.saveSnapshot();
    await puppet.show(text.slice(cut >> 1, cut));
    await untilShown(puppet.live, cut);
    // An answer is on its way for a while after its query was shown.
    const answered = answersTo(text.slice(0, cut));
    await until('the answers to what was asked', () => puppet.heard() === answered, 30_000);
    const next = await nextDaemon(rig);
    const live = next.sessions.find(puppet.id);
    await untilShown(live, cut);
    expect(pictureOf(live.watched.screen.frame())).toEqual(uninterrupted(text.slice(0, cut)));
    await puppet.show(text.slice(cut));
    await untilShown(live, text.length);
    expect(pictureOf(live.watched.screen.frame())).toEqual(uninterrupted(text));
    // What was asked before was answered before, and what comes after once.
    const all = answersTo(text);
    await until('the answers to everything', () => puppet.heard().length >= all.length, 30_000);
    expect(puppet.heard()).toBe(all);
  });
});

describe('what comes while nobody listens', () => {
  const text = outputOf('2.1.329', 'bash-simple-80x24');
  const cut = cutsIn(text, 3)[1] ?? 0;

  async function cutOff(): Promise<{ rig: Rig; puppet: Puppet }> {
    const rig = await makeRig();
    const puppet = await startPuppet(rig);
    await puppet.show(text.slice(0, cut));
    await untilShown(puppet.live, cut);
    rig.client.dispose();
    await puppet.show(text.slice(cut));
    const watcher = await connectTo(rig.host);
    const offsets: number[] = [];
    const look = setInterval(() => {
      void watcher.list().then(([hosted]) => offsets.push(hosted?.offset ?? 0));
    }, 20);
    try {
      await until('the host has all of it', () => (offsets.at(-1) ?? 0) >= text.length, 30_000);
    } finally {
      clearInterval(look);
    }
    return { rig, puppet };
  }

  test('is there for the next daemon', async () => {
    const { rig, puppet } = await cutOff();
    const next = await makeRig({ folder: rig.folder, host: rig.host });
    await next.sessions.recover();
    const live = next.sessions.find(puppet.id);
    await untilShown(live, text.length);
    expect(pictureOf(live.watched.screen.frame())).toEqual(uninterrupted(text));
  });

  test('is there when the same daemon connects again, and who is attached gets the whole screen', async () => {
    const { rig, puppet } = await cutOff();
    const redrawn: string[] = [];
    puppet.live.onRedrawn((why) => redrawn.push(why));
    rig.client = await connectTo(rig.host);
    listen(rig, rig.client);
    await rig.sessions.reunite();
    await untilShown(puppet.live, text.length);
    expect(pictureOf(puppet.live.watched.screen.frame())).toEqual(uninterrupted(text));
    expect(redrawn).toEqual(['the connection to the pty host was renewed']);
  });
});
