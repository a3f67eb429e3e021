import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pictures } from '../../../src/daemon/replay/pictures.ts';
import { limits } from '../../../src/limits.ts';
import type { CastEvent } from '../../../src/terminal/asciicast.ts';

const header = { version: 2, width: 60, height: 12 } as const;

/** Enough output for several pictures that are kept, with colours, wide characters, scrolling and changes of size. */
const events: readonly CastEvent[] = Array.from({ length: 800 }, (_, index): CastEvent => {
  if (index % 97 === 96) return { atS: index, code: 'r', data: index % 2 === 0 ? '80x20' : '60x12' };
  const line = `\u001b[3${index % 8}mevent ${index} 日本 ${'.'.repeat(40)}\u001b[0m\r\n`;
  return { atS: index, code: 'o', data: line.repeat(40) };
});

describe('pictures of a recording', () => {
  it('are the same however they are come to', () => {
    const total = events.reduce((sum, { data }) => sum + data.length, 0);
    expect(total).toBeGreaterThan(3 * limits.replayCheckpointChars);
    const sought = new Pictures(header, events);
    fc.assert(
      fc.property(fc.nat(events.length), (count) => {
        const played = new Pictures(header, events.slice(0, count));
        try {
          expect(sought.frameAfter(count)).toEqual(played.frameAfter(count));
        } finally {
          played.dispose();
        }
      }),
      { numRuns: 15 },
    );
    sought.dispose();
  });

  it('begin blank and end with the last', () => {
    const pictures = new Pictures(header, events.slice(0, 5));
    expect(pictures.frameAfter(99).rows.map(({ text }) => text)).toContainEqual(expect.stringContaining('event 4'));
    expect(pictures.frameAfter(0).rows.every(({ text }) => text === '')).toBe(true);
    pictures.dispose();
  });
});
