import { closeSync, constants, openSync, readdirSync, writeSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CastEvent } from '../../src/terminal/asciicast.ts';
import { readCast } from '../../src/terminal/recording/reader.ts';
import { Bare } from './bare.ts';
import { Desk } from './desk.ts';

/**
 * Screens of the corpus in a pane of `pcc tui` in a real tmux: what tmux shows is the child's own screen, cell for cell. The
 * child writes the recordings' own bytes. A sample: the whole corpus is compared without tmux, see the tests of `tui/drawing`.
 */

const fixtures = join(import.meta.dirname, '../fixtures');

/** One in so many recordings of each version is played, and looked at so often. */
const everyNth = 8;
const looks = 3;

let bare: Bare;
let desk: Desk;
let feed: number;
let id: string;
/** Output of the child so far, in UTF-16 units. */
let written = 0;

beforeEach(async () => {
  bare = new Bare();
  const version = `case "$1" in --version) echo '2.1.329 (Claude Code)'; exit;; esac`;
  const claude = bare.cli(`${version}\nstty raw -echo\nexec cat feed`);
  execFileSync('mkfifo', [join(bare.root, 'app/feed')]);
  feed = openSync(join(bare.root, 'app/feed'), constants.O_RDWR);
  expect(await bare.pcc('daemon', 'status')).toMatchObject({ code: 0 });
  desk = new Desk(bare, 160, 48);
  const project = { path: join(bare.root, 'app'), trust: true, args: [], claude, env: bare.env };
  ({ id } = await desk.call('session.start', { ...project, cols: 80, rows: 24 }));
  await bare.pcc('pause', id);
  await desk.open(id);
});

afterEach(async () => {
  desk.dispose();
  closeSync(feed);
  await bare.strike();
});

/** The output of a recording; nothing for one whose terminal changes its size. */
async function outputOf(file: string): Promise<CastEvent[]> {
  const events: CastEvent[] = [];
  for await (const piece of readCast(file)) {
    if (!('event' in piece)) continue;
    if (piece.event.code === 'r') return [];
    if (piece.event.code === 'o') events.push(piece.event);
  }
  return events;
}

function put(text: string): void {
  written += text.length;
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(feed, bytes, at);
}

const sample = readdirSync(fixtures)
  .filter((name) => /^\d/.test(name))
  .flatMap((version) =>
    readdirSync(join(fixtures, version))
      .filter((name) => name.endsWith('-80x24.cast.gz'))
      .filter((_, index) => index % everyNth === 0)
      .map((name) => join(fixtures, version, name)),
  );

it(`${sample.length} recordings`, async () => {
  expect(sample.length).toBeGreaterThan(50);
  for (const file of sample) {
    const events = await outputOf(file);
    // Whatever the recording before left behind is gone.
    put('\u001bc');
    const step = Math.max(1, Math.ceil(events.length / looks));
    for (let from = 0; from < events.length; from += step) {
      put(
        events
          .slice(from, from + step)
          .map(({ data }) => data)
          .join(''),
      );
      await desk.until(
        'the output',
        async () => (await desk.screenOf(id)).offset,
        (offset) => offset >= written,
      );
      await desk.untilShows(id, { x: 0, y: 1, cols: 80, rows: 24 }, 'part').catch((error: unknown) => {
        throw new Error(`${file}, event ${from + step}`, { cause: error });
      });
    }
  }
});
