import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { fileBeside, openUnpacked, readUnpacked } from '../../../src/terminal/recording/packed.ts';
import { readCast } from '../../../src/terminal/recording/reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'pcc-packed-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function written(name: string, bytes: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function piecesOf(path: string): Promise<object[]> {
  const pieces: object[] = [];
  for await (const piece of readCast(path)) pieces.push(piece);
  return pieces;
}

const header = '{"version":2,"width":80,"height":24}\n';
const partBytes = 8_000_000;
/** Some 10 kB that unpack to more than the limit: packed pieces one behind the other are one packed file. */
const bomb = Buffer.concat([
  gzipSync(header),
  ...Array<Buffer>(Math.ceil(limits.recordingSessionBytesMax / partBytes)).fill(gzipSync(Buffer.alloc(partBytes))),
]);

describe('a packed file', () => {
  it('is read like the plain one', async () => {
    const text = `${header}[0.5, "o", "ä"]\n`;
    const [plain, packed] = [written('a.cast', text), written('a.cast.gz', gzipSync(text))];
    expect([readUnpacked(packed), await piecesOf(packed)]).toEqual([readUnpacked(plain), await piecesOf(plain)]);
  });

  it('that unpacks to more than any recording is given up in one sentence', async () => {
    const path = written('bomb.cast.gz', bomb);
    expect(bomb.length).toBeLessThan(limits.recordingSessionBytesMax / 500);
    expect(await piecesOf(path)).toMatchObject([
      { header: { width: 80 } },
      {
        damaged: {
          why: expect.stringMatching(
            /^the rest of the file cannot be read \(unpacked it is larger than \d+ bytes\)$/,
          ) as string,
        },
      },
    ]);
    expect(() => readUnpacked(path)).toThrow(
      /^'.*bomb\.cast\.gz' is too large: unpacked it is larger than \d+ bytes\.$/,
    );
  });

  it.each([
    ['rubbish', Buffer.from('no gzip at all, but called so')],
    // Without a line break: what comes before the cut is not even a first line.
    ['cut', gzipSync(randomBytes(500).toString('hex')).subarray(0, 60)],
    ['flipped', gzipSync(header).map((byte, index) => (index === 20 ? byte ^ 0xff : byte))],
  ])('that is %s is refused in one sentence that names it', async (name, bytes) => {
    const path = written(`${name}.cast.gz`, Buffer.from(bytes));
    const sentence = new RegExp(`^'.*${name}\\.cast\\.gz' is no sound gzip file \\([^.]+\\.?\\); pack it anew\\.$`);
    await expect(piecesOf(path)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(sentence) as string,
    });
    expect(() => readUnpacked(path)).toThrow(sentence);
  });

  it('that is left early is closed', async () => {
    for await (const bytes of openUnpacked(written('left.cast.gz', bomb))) {
      expect(bytes.length).toBeGreaterThan(0);
      break;
    }
  });
});

it('a file beside a recording is found plain and packed, whatever the recording is', () => {
  written('b.transcript.jsonl', '');
  written('c.transcript.jsonl.gz', '');
  const found = (cast: string): string | undefined => fileBeside(join(folder, cast), '.transcript.jsonl');
  for (const ending of ['.cast', '.cast.gz']) {
    expect(found(`b${ending}`)).toBe(join(folder, 'b.transcript.jsonl'));
    expect(found(`c${ending}`)).toBe(join(folder, 'c.transcript.jsonl.gz'));
    expect(found(`none${ending}`)).toBeUndefined();
  }
});
