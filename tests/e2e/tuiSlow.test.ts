import { closeSync, constants, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import type { Pty } from '../../src/terminal/nodePty.ts';
import { spawnPty } from '../../src/terminal/nodePty.ts';
import { placesOf } from '../../src/tui/layout/tiling.ts';
import { aModel } from '../tui/models.ts';
import { Bare } from './bare.ts';
import { cellsIn } from './cells.ts';
import { Desk, partOf } from './desk.ts';

/**
 * A terminal at the end of a slow line, while six sessions write without end: what waits for it stays as small as a frame, and
 * once it reads again it shows what is true.
 */

const size = { cols: 160, rows: 48 };
const names = ['one', 'two', 'three', 'four', 'five', 'six'] as const;
const program = join(import.meta.dirname, '../../dist/pcc.js');

/** What each child writes while the terminal stands still, and how much of it in one piece. */
const floodBytes = 2_000_000;
const pieceBytes = 50_000;
/** Ten frames of that size: what waits, what the kernel keeps, and the frames to the end. Without any left out it is more. */
const waitingBytesMax = 200_000;
const framesMax = 20;
/** The memory that a collector may leave uncollected; the flood alone, kept as text, is as much again twice over. */
const growthMbMax = 60;

let bare: Bare;
/** Asks the daemon; its own terminal shows nothing. */
let daemon: Desk;
let feeds: number[];
let line: SlowLine;

beforeEach(async () => {
  bare = new Bare();
  const version = `case "$1" in --version) echo '2.1.329 (Claude Code)'; exit;; esac`;
  const claude = bare.cli(`${version}\nstty raw -echo\nexec cat feed`);
  expect(await bare.pcc('daemon', 'status')).toMatchObject({ code: 0 });
  daemon = new Desk(bare, 80, 24);
  feeds = [];
  for (const name of names) {
    const path = join(bare.root, name);
    mkdirSync(path);
    execFileSync('mkfifo', [join(path, 'feed')]);
    feeds.push(openSync(join(path, 'feed'), constants.O_RDWR | constants.O_NONBLOCK));
    await daemon.call('session.start', { path, trust: true, args: [], claude, env: bare.env, name });
    await daemon.call('session.pause', { id: name });
  }
  line = new SlowLine(bare.env);
});

afterEach(async () => {
  for (const feed of feeds) closeSync(feed);
  await line.end();
  daemon.dispose();
  await bare.strike();
});

/** A terminal that is read only while somebody wants to. */
class SlowLine {
  bytes = 0;
  frames = 0;
  readonly screen = new HeadlessScreen(size);
  readonly #pty: Pty;
  #over = false;

  constructor(env: Readonly<Record<string, string>>) {
    const terminal = { TERM: 'xterm-256color', COLORTERM: 'truecolor' };
    const decoder = new StringDecoder('utf8');
    const args = ['-i', ...Object.entries({ ...env, ...terminal }).map(([key, value]) => `${key}=${value}`)];
    this.#pty = spawnPty(
      { file: '/usr/bin/env', args: [...args, process.execPath, program, 'tui'], cwd: '/', env: {}, ...size },
      systemClock(),
    );
    this.#pty.onData((bytes) => {
      this.bytes += bytes.length;
      this.frames += bytes.toString('latin1').split('\u001b[?2026h').length - 1;
      this.screen.write(decoder.write(bytes));
    });
    this.#pty.onExit(() => {
      this.#over = true;
    });
  }

  stop(): void {
    this.#pty.pause();
  }

  goOn(): void {
    this.#pty.resume();
  }

  /** Memory of the guard and of the TUI, MB. */
  get memoryMb(): number {
    const { pid } = this.#pty;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    const kbOf = (child: string): number =>
      Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1]);
    return Math.max(...children.map(kbOf)) / 1_024;
  }

  async end(): Promise<void> {
    this.goOn();
    if (!this.#over) process.kill(this.#pty.pid, 'SIGTERM');
    await daemon.until(
      'the end of the TUI',
      () => this.#over,
      (over) => over,
    );
    this.screen.dispose();
  }
}

/** Bytes that change every cell, in ever other colours. */
function flood(bytes: number, seed: number): Buffer {
  let text = '\u001b[H';
  for (let at = seed; text.length < bytes; at++) text += `\u001b[38;5;${16 + (at % 200)}mline ${at} of many, `;
  return Buffer.from(text);
}

/** Hands a child as much as it takes now. @returns the bytes of it */
function put(feed: number, bytes: Buffer): number {
  try {
    return writeSync(feed, bytes);
  } catch {
    // The pipe is full.
    return 0;
  }
}

/** Hands every child all of it, in rounds of so many pieces; `meanwhile` is called before each round. */
async function putAll(texts: readonly Buffer[], pieces = 20, meanwhile: () => void = () => undefined): Promise<void> {
  const left = [...texts];
  await daemon.until(
    'the children to write',
    () => {
      meanwhile();
      for (let piece = 0; piece < pieces; piece++)
        feeds.forEach((feed, index) => {
          const rest = left[index] ?? Buffer.alloc(0);
          if (rest.length > 0) left[index] = rest.subarray(put(feed, rest.subarray(0, pieceBytes)));
        });
      return left.reduce((sum, rest) => sum + rest.length, 0);
    },
    (rest) => rest === 0,
    60_000,
  );
}

/** The terminal shows exactly what the sessions show, cell for cell. */
async function untilTrue(): Promise<void> {
  const { panes } = placesOf(aModel({ size, sessions: await daemon.call('session.list', {}) }));
  expect(panes).toHaveLength(names.length);
  for (const { session, inner } of panes) {
    const wanted = partOf(await daemon.screenOf(session), inner).join('\n');
    await daemon.until(
      `the screen of ${session}`,
      () => cellsIn(line.screen.frame(), inner).join('\n'),
      (shown) => shown === wanted,
    );
  }
}

/** Whatever was written before, what comes once the terminal reads again is little, and ends in what is true. */
async function readTheRest(what: string): Promise<void> {
  await putAll(
    names.map((name) => Buffer.from(`\u001bcthe end of the ${what}: \u001b[1;38;5;208m${name}\u001b[0m\r\n`)),
  );
  for (const name of names)
    await daemon.until(
      `the end at ${name}`,
      async () => (await daemon.screenOf(name)).rows[0]?.text,
      (text) => text === `the end of the ${what}: ${name}`,
    );
  const [bytes, frames] = [line.bytes, line.frames];
  line.goOn();
  await untilTrue();
  expect(line.bytes - bytes).toBeLessThan(waitingBytesMax);
  expect(line.frames - frames).toBeLessThan(framesMax);
}

it('reads nothing, then a little now and then, then all', async () => {
  const ready = names.map((name) => Buffer.from(`${name} is ready\r\n`));
  await putAll(ready);
  await daemon.until(
    'the first frame',
    () => cellsIn(line.screen.frame(), { x: 0, y: 0, ...size }).join('\n'),
    (shown) => names.every((name) => shown.includes(`${name} is ready`)),
  );
  await untilTrue();
  const before = line.memoryMb;

  line.stop();
  await putAll(names.map((_, index) => flood(floodBytes, index)));
  const grown = line.memoryMb - before;
  await readTheRest('flood');

  // A drip now and then, while they go on.
  let rounds = 0;
  const still = line.bytes;
  await putAll(
    names.map((_, index) => flood(floodBytes / 3, 50 + index)),
    1,
    () => {
      if (rounds++ % 3 === 1) line.goOn();
      else line.stop();
    },
  );
  expect(line.bytes).toBeGreaterThan(still);
  line.stop();
  await readTheRest('drip');
  expect(grown).toBeLessThan(growthMbMax);
});
