import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { TerminalWriter } from '../../../src/face/terminal/writer.ts';

/** A terminal that takes `room` bytes and then nothing until it has room again. */
function slowTerminal(room: number) {
  const clock = new ManualClock();
  const terminal = { room, taken: '', tries: 0, gone: false };
  const writer = new TerminalWriter(
    {
      write: (bytes) => {
        terminal.tries++;
        if (terminal.gone) throw Object.assign(new Error('gone'), { code: 'EIO' });
        if (terminal.room === 0) throw Object.assign(new Error('full'), { code: 'EAGAIN' });
        const part = bytes.subarray(0, terminal.room);
        terminal.taken += part.toString();
        terminal.room -= part.length;
        return part.length;
      },
      close: () => undefined,
    },
    clock,
  );
  return { clock, terminal, writer };
}

describe('TerminalWriter', () => {
  it('is never behind at a terminal that takes everything', () => {
    const { terminal, writer } = slowTerminal(100);
    expect(writer.write('héllo')).toBe(6);
    expect(writer.isBehind).toBe(false);
    expect(terminal.taken).toBe('héllo');
  });

  it('keeps what is not taken, in order, and hands it over as soon as there is room', () => {
    const { clock, terminal, writer } = slowTerminal(3);
    writer.write('abcdef');
    writer.write('ghi');
    expect([writer.isBehind, writer.waitingBytes]).toEqual([true, 6]);
    clock.advance(1_000);
    expect(terminal.taken).toBe('abc');
    expect(terminal.tries).toBeLessThan(200);
    terminal.room = 4;
    clock.advance(100);
    terminal.room = 4;
    clock.advance(100);
    expect([terminal.taken, writer.isBehind]).toEqual(['abcdefghi', false]);
  });

  it('leaves a terminal that was stopped alone, and is prompt again from the first byte it takes', () => {
    const { clock, terminal, writer } = slowTerminal(1);
    writer.write('abcdef');
    clock.advance(60_000);
    expect(terminal.tries).toBeLessThan(60_000 / 250 + 15);
    terminal.room = 1;
    for (let ms = 0; ms < 250 && terminal.taken === 'a'; ms++) clock.advance(1);
    expect(terminal.taken).toBe('ab');
    terminal.room = 10;
    clock.advance(1);
    expect([terminal.taken, writer.isBehind]).toEqual(['abcdef', false]);
  });

  it('gives up what waits, and says how to end what was cut off by that', () => {
    const { clock, terminal, writer } = slowTerminal(4);
    writer.write('\u001b]52;c;aGVsbG8=\u0007');
    expect(writer.abandon()).toBe('\u0018\u001b\\');
    terminal.room = 100;
    clock.advance(1_000);
    expect(terminal.taken).toBe('\u001b]52');
    expect(writer.abandon()).toBe('');
  });

  it('forgets everything when the terminal is gone', () => {
    const { clock, terminal, writer } = slowTerminal(0);
    writer.write('abc');
    terminal.gone = true;
    clock.advance(1_000);
    expect(writer.isBehind).toBe(false);
  });
});
