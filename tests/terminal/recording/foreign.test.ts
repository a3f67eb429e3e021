import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CastPiece } from '../../../src/terminal/recording/reader.ts';
import { readCast } from '../../../src/terminal/recording/reader.ts';

/** Recordings as other programs write them, by the published descriptions of the three versions. */

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcc-foreign-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function read(name: string, content: string | Buffer): Promise<CastPiece[]> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const pieces: CastPiece[] = [];
  for await (const piece of readCast(path)) pieces.push(piece);
  return pieces;
}

function lines(...values: readonly (object | string)[]): string {
  return values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n');
}

const header3 = {
  version: 3,
  term: { cols: 90, rows: 30, type: 'xterm-256color', theme: { fg: '#d0d0d0', bg: '#212121' } },
  timestamp: 1_700_000_000,
  idle_time_limit: 2,
  title: 'a demo',
  env: { SHELL: '/bin/zsh', TZ: 'Asia/Tokyo' },
  tags: ['one'],
};

describe('version 3', () => {
  it('counts each time from the event before, knows the end of the child and passes remarks over', async () => {
    const text = lines(
      header3,
      '# a remark',
      [0.5, 'o', 'a'],
      [0.25, 'r', '100x40'],
      '',
      [1, 'm', ''],
      [0.25, 'x', '3'],
    );
    expect(await read('three.cast', text)).toEqual([
      {
        header: {
          version: 2,
          width: 90,
          height: 30,
          timestamp: 1_700_000_000,
          env: { SHELL: '/bin/zsh', TZ: 'Asia/Tokyo' },
          title: 'a demo',
        },
      },
      { event: { atS: 0.5, code: 'o', data: 'a' } },
      { event: { atS: 0.75, code: 'r', data: '100x40' } },
      { event: { atS: 1.75, code: 'm', data: '' } },
      { event: { atS: 2, code: 'x', data: '3' } },
    ]);
  });

  it('names damaged lines and goes on from the last good time', async () => {
    const pieces = await read('three-damaged.cast', lines(header3, [1, 'o', 'a'], '[0.5, "o"', [1, 'o', 'b']));
    expect(pieces.slice(1)).toMatchObject([
      { event: { atS: 1 } },
      { damaged: { line: 3, why: 'it is no event of the form [seconds, code, data]' } },
      { event: { atS: 2, data: 'b' } },
    ]);
  });

  it('is read packed', async () => {
    const pieces = await read('three.cast.gz', gzipSync(lines(header3, [0, 'o', 'é'])));
    expect(pieces[1]).toEqual({ event: { atS: 0, code: 'o', data: 'é' } });
  });
});

describe('version 2', () => {
  it('counts from the start, and a remark is a damaged line', async () => {
    const header = { version: 2, width: 80, height: 24, duration: 3, theme: {} };
    const pieces = await read('two.cast', `\ufeff${lines(header, [1, 'o', 'a'], '# no', [2, 'o', 'b'])}\r\n`);
    expect(pieces).toMatchObject([
      { header: { width: 80, height: 24 } },
      { event: { atS: 1 } },
      { damaged: { line: 3 } },
      { event: { atS: 2 } },
    ]);
  });
});

describe('version 1', () => {
  const cast = {
    version: 1,
    width: 80,
    height: 24,
    duration: 1.5,
    env: { TERM: 'xterm' },
    stdout: [
      [0.5, 'a'],
      [1, 'b'],
    ],
  };
  const expected = [
    { header: { version: 2, width: 80, height: 24, env: { TERM: 'xterm' } } },
    { event: { atS: 0.5, code: 'o', data: 'a' } },
    { event: { atS: 1.5, code: 'o', data: 'b' } },
  ];

  it('is read on one line and on many', async () => {
    expect(await read('one.json', JSON.stringify(cast))).toEqual(expected);
    expect(await read('one.cast', JSON.stringify(cast, null, 2))).toEqual(expected);
  });

  it('names entries that are damaged and goes on', async () => {
    const pieces = await read(
      'one-damaged.cast',
      JSON.stringify({ ...cast, stdout: [[0.5, 'a'], ['x'], 7, [1, 'b']] }),
    );
    expect(pieces.slice(1)).toMatchObject([
      { event: { atS: 0.5 } },
      { damaged: { line: 2 } },
      { damaged: { line: 3 } },
      { event: { atS: 1.5 } },
    ]);
  });
});

describe('what is no recording is refused in one sentence', () => {
  it.each([
    ['', 'the file is empty.'],
    ['hello\n', 'line 1 is no asciicast header.'],
    ['{"a":1}\n{"b":2}\n', 'line 1 is no asciicast header.'],
    ['{\n"version": 1\n', 'line 1 is no asciicast header.'],
    ['[1, "o", "a"]\n', 'line 1 is no asciicast header.'],
    ['{"version":4,"width":80,"height":24}\n', 'asciicast version 4 is not known; 1, 2 and 3 are.'],
    ['{"version":2,"width":80}\n', 'its header names no size of a terminal, or is not complete.'],
    ['{"version":3,"term":{"cols":0,"rows":24}}\n', 'its header names no size of a terminal, or is not complete.'],
    ['{"version":1,"width":80,"height":24}\n', 'its header names no size of a terminal, or is not complete.'],
  ])('%j', async (text, why) => {
    await expect(read('none.cast', text)).rejects.toThrow(`'${join(folder, 'none.cast')}' is no recording: ${why}`);
  });
});

it.skipIf(!existsSync('/proc/self/fd'))('a file that is left early does not stay open', async () => {
  const path = join(folder, 'early.cast');
  writeFileSync(
    path,
    lines({ version: 2, width: 80, height: 24 }, ...Array.from({ length: 50_000 }, () => [1, 'o', 'a'])),
  );
  const open = (): number => readdirSync('/proc/self/fd').length;
  const before = open();
  for (let round = 0; round < 20; round++) for await (const piece of readCast(path)) if ('header' in piece) break;
  expect(open()).toBeLessThan(before + 5);
});
