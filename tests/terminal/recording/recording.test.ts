import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { limits } from '../../../src/limits.ts';
import { capAll, listParts } from '../../../src/terminal/recording/parts.ts';
import { readCast, readRecordingRange } from '../../../src/terminal/recording/reader.ts';
import type { RecordingLimits } from '../../../src/terminal/recording/writer.ts';
import { RecordingWriter } from '../../../src/terminal/recording/writer.ts';
import { afterTest, connectTo, Follower, shell, startTestHost, tempFolder } from '../harness.ts';

interface Recorded {
  readonly writer: RecordingWriter;
  readonly folder: string;
  readonly time: ManualClock;
  readonly warnings: string[];
}

function record(settings: Partial<RecordingLimits> = {}, folder = join(tempFolder(), 's')): Recorded {
  const time = new ManualClock(1_700_000_000_250);
  const warnings: string[] = [];
  const writer = new RecordingWriter({
    session: 's',
    folder,
    title: 'demo',
    cols: 80,
    rows: 24,
    clock: time,
    limits: { ...limits, ...settings },
    warn: (sentence) => warnings.push(sentence),
    rotated: () => undefined,
  });
  return { writer, folder, time, warnings };
}

async function all<T>(pieces: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const piece of pieces) list.push(piece);
  return list;
}

const part = (folder: string, number: number): string => readFileSync(join(folder, `000${number}.cast`), 'utf8');

it('writes asciicast v2 with times from the header’s whole second, flushed within the limit', () => {
  const { writer, folder, time } = record();
  writer.output('hi\r\n');
  time.advance(100);
  writer.mark('input:pcc:1');
  writer.input('y');
  writer.resize(100, 30);
  expect(part(folder, 1).split('\n').length).toBe(2);
  time.advance(100);
  expect(part(folder, 1)).toBe(
    [
      '{"version":2,"width":80,"height":24,"timestamp":1700000000,"title":"demo","pcc":{"session":"s","part":1,"run":1,"offset":0}}',
      '[0.250000, "o", "hi\\r\\n"]',
      '[0.350000, "m", "input:pcc:1"]',
      '[0.350000, "i", "y"]',
      '[0.350000, "r", "100x30"]',
      '',
    ].join('\n'),
  );
  expect(statSync(join(folder, '0001.cast')).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it('rotates by size with the offset and the size of the moment, and keeps a session within its cap', async () => {
  const { writer, folder, time } = record({
    recordingFileBytesMax: 2_000,
    recordingSessionBytesMax: 7_000,
    recordingBufferChars: 100,
  });
  for (let line = 0; line < 100; line++) {
    if (line === 40) writer.resize(90, 20);
    writer.output(`${line}`.padEnd(100, 'x'));
    time.advance(10);
  }
  writer.close();
  const parts = listParts(folder);
  expect(parts.length).toBeGreaterThan(2);
  expect(parts[0]?.part).toBeGreaterThan(1);
  expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(7_000 + 2_200);
  const [header] = await all(readCast(parts.at(-1)?.path ?? ''));
  expect(header).toMatchObject({ header: { width: 90, height: 20 } });
  const pieces = await all(readRecordingRange(folder, 9_050, 9_950));
  expect(pieces[0]).toEqual({ kind: 'size', offset: 9_050, cols: 90, rows: 20 });
  const text = pieces.map((piece) => (piece.kind === 'output' ? piece.text : '')).join('');
  expect(text.length).toBe(900);
  expect(text.slice(50, 53)).toBe('91x');
});

it('a range reads back exactly what was put out, with each change of size at its offset', async () => {
  const step = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 50 }),
    fc.record({ cols: fc.integer({ min: 20, max: 99 }), rows: fc.integer({ min: 6, max: 50 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step), fc.nat(), fc.nat(), async (steps, a, b) => {
      const { writer, folder } = record({ recordingFileBytesMax: 300, recordingBufferChars: 50 });
      let text = '';
      const sizes: [number, string][] = [[0, '80x24']];
      for (const one of steps) {
        if (typeof one === 'string') {
          const valid = Buffer.from(one).toString();
          writer.output(valid);
          text += valid;
        } else {
          writer.resize(one.cols, one.rows);
          sizes.push([text.length, `${one.cols}x${one.rows}`]);
        }
      }
      writer.close();
      const [from = 0, to = 0] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y);
      let read = '';
      let size = '';
      for await (const piece of readRecordingRange(folder, from, to)) {
        expect(piece.offset).toBe(from + read.length);
        if (piece.kind === 'size') size = `${piece.cols}x${piece.rows}`;
        else {
          expect(size).toBe(sizes.filter(([at]) => at <= piece.offset).at(-1)?.[1]);
          read += piece.text;
        }
      }
      expect(read).toBe(text.slice(from, to));
      rmSync(folder, { recursive: true });
    }),
    { numRuns: 100 },
  );
});

it('a second run of the same session continues the numbering and is told apart', async () => {
  const first = record();
  first.writer.output('old');
  first.writer.close();
  const second = record({}, first.folder);
  second.writer.output('new');
  second.writer.close();
  expect(listParts(first.folder).map((one) => one.part)).toEqual([1, 2]);
  expect(await all(readRecordingRange(first.folder, 0, 10))).toEqual([
    { kind: 'size', offset: 0, cols: 80, rows: 24 },
    { kind: 'output', offset: 0, text: 'new' },
  ]);
});

it('damaged lines are named and passed over, packed files are read, other files are refused', async () => {
  const folder = tempFolder();
  const header = '{"version":2,"width":80,"height":24}\n';
  const body = '[0, "o", "a"]\nrubbish\n[-1, "o", "b"]\n\n[2, "x", "c"]\n[3, "o", "d';
  writeFileSync(join(folder, 'a.cast'), header + body);
  writeFileSync(join(folder, 'a.cast.gz'), gzipSync(header + body));
  const pieces = await all(readCast(join(folder, 'a.cast')));
  expect(pieces).toMatchObject([
    { header: { width: 80 } },
    { event: { data: 'a' } },
    { damaged: { line: 3 } },
    { damaged: { line: 4 } },
    { event: { code: 'x' } },
    { damaged: { line: 7 } },
  ]);
  expect(await all(readCast(join(folder, 'a.cast.gz')))).toEqual(pieces);
  writeFileSync(join(folder, 'cut.cast.gz'), gzipSync(header + '[0, "o", "a"]\n'.repeat(50_000)).subarray(0, 800));
  const cutPieces = await all(readCast(join(folder, 'cut.cast.gz'))).catch((error: unknown) => error);
  expect(JSON.stringify(cutPieces)).toMatch(/cannot be read|not_found/);
  writeFileSync(join(folder, 'b.cast'), 'hello\n');
  await expect(all(readCast(join(folder, 'b.cast')))).rejects.toThrow(/line 1 is no asciicast header/);
  writeFileSync(join(folder, 'c.cast'), '');
  await expect(all(readCast(join(folder, 'c.cast')))).rejects.toThrow(/the file is empty/);
  await expect(all(readCast(join(folder, 'none.cast')))).rejects.toMatchObject({ code: 'not_found' });
});

it('a part that ends damaged (a killed host) gives what came before', async () => {
  const { writer, folder } = record();
  writer.output('whole');
  writer.close();
  appendFileSync(join(folder, '0001.cast'), '[1.0, "o", "cut of');
  expect((await all(readRecordingRange(folder, 2, 100))).at(-1)).toEqual({ kind: 'output', offset: 2, text: 'ole' });
});

it('the total cap removes the oldest files of ended sessions first, never a running session’s newest', () => {
  const recordings = tempFolder();
  const make = (name: string, ageS: number): void => {
    const path = join(recordings, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, 'x'.repeat(100));
    utimesSync(path, 1_700_000_000 - ageS, 1_700_000_000 - ageS);
  };
  for (const name of ['live/0001.cast', 'live/0002.cast']) make(name, 900);
  make('gone/0001.cast', 500);
  make('gone/0002.cast', 400);
  make('late/0001.cast.gz', 450);
  make('late/notes.txt', 999);
  symlinkSync('/etc/passwd', join(recordings, 'late', '0002.cast'));
  const left = (): string[] =>
    ['live/0001.cast', 'live/0002.cast', 'gone/0001.cast', 'gone/0002.cast', 'late/0001.cast.gz'].filter((name) =>
      existsSync(join(recordings, name)),
    );
  const isRunning = (id: string): boolean => id === 'live';
  capAll(recordings, 300, isRunning);
  expect(left()).toEqual(['live/0001.cast', 'live/0002.cast', 'gone/0002.cast']);
  capAll(recordings, 0, isRunning);
  expect(left()).toEqual(['live/0002.cast']);
  expect(existsSync(join(recordings, 'late', 'notes.txt'))).toBe(true);
  expect(existsSync('/etc/passwd')).toBe(true);
});

/** A small file system of its own that can be filled; undefined where this user may not mount one. */
function smallDisk(kilobytes: number): string | undefined {
  const folder = tempFolder();
  if (process.platform !== 'linux') return undefined;
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=0700`, 'tmpfs', folder]);
  if (mounted.status !== 0) return undefined;
  afterTest(() => {
    spawnSync('umount', ['-l', folder]);
  });
  return folder;
}

it('a full disk stops the recording with one warning, the session goes on, and recording resumes', async (context) => {
  const disk = smallDisk(1_024);
  if (disk === undefined) {
    context.skip();
    return;
  }
  symlinkSync(join(disk, 'run'), join(disk, 'unused'));
  const host = await startTestHost({ diskRetryMs: 30, recordingResumeFreeBytes: 500_000 }, disk);
  const client = await connectTo(host);
  const warnings: string[] = [];
  client.onWarning(({ sentence }) => warnings.push(sentence));
  await client.spawn(
    shell(
      's',
      'stty -echo; echo first; read go; head -c 3000000 /dev/zero | tr "\\0" x; echo; echo middle; read go; echo last',
    ),
  );
  const follower = await Follower.attach(client, 's');
  await follower.sees('first');
  writeFileSync(join(disk, 'ballast'), 'x'.repeat(300_000));
  await follower.type('go', '\n');
  await follower.sees('middle');
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/'s' is not being recorded: .*ENOSPC.*goes on/);
  expect((await client.list())[0]?.recording.warning).toBe(warnings[0]);
  const written = await all(readCast(join(disk, 'recordings', 's', '0001.cast')));
  expect(written.some((piece) => 'damaged' in piece)).toBe(false);
  rmSync(join(disk, 'ballast'));
  rmSync(join(disk, 'recordings', 's', '0001.cast'));
  while (warnings.length < 2) await client.list();
  expect(warnings[1]).toMatch(/being recorded again/);
  expect((await client.list())[0]?.recording.warning).toBeUndefined();
  await follower.type('end', '\n');
  await follower.ends();
  const text = (await all(readRecordingRange(join(disk, 'recordings', 's'), 3_000_000, follower.offset)))
    .map((piece) => (piece.kind === 'output' ? `${piece.offset}:${piece.text}` : ''))
    .join('');
  expect(text).toBe(`${follower.offset - 6}:last\r\n`);
  expect(follower.text.length).toBe(follower.offset);
});

it('what left the host’s memory is read from the recording without a seam', async () => {
  const host = await startTestHost({
    hostReplayChars: 20_000,
    recordingFileBytesMax: 30_000,
    recordingBufferChars: 1_000,
  });
  const client = await connectTo(host);
  await client.spawn(shell('s', 'i=0; while [ $i -lt 4000 ]; do i=$((i+1)); echo "line $i ä🚀"; done; exec cat'));
  const follower = await Follower.attach(client, 's');
  await follower.sees('line 4000 ');
  const late = await Follower.attach(await connectTo(host), 's', 0);
  expect(late.start).toBeGreaterThan(0);
  await late.sees('line 4000 ');
  const gap = (await all(readRecordingRange(join(host.home, 'recordings', 's'), 0, late.start)))
    .map((piece) => (piece.kind === 'output' ? piece.text : ''))
    .join('');
  // Whoever followed from the beginning saw the same.
  const wanted = Array.from({ length: 4_000 }, (_, index) => `line ${index + 1} ä🚀\r\n`).join('');
  expect(gap + late.text).toBe(wanted);
});
