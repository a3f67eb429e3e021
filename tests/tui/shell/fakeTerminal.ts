import { PassThrough, Writable } from 'node:stream';
import type { Terminal } from '../../../src/face/io.ts';
import { HeadlessScreen } from '../../../src/terminal/headlessScreen.ts';

/** A terminal in memory: an emulator shows what is written, `type` is the human. */
export class FakeTerminal extends HeadlessScreen {
  written = '';
  raw = false;
  readonly input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (raw: boolean): void => {
      this.raw = raw;
    },
  });
  readonly output: Writable & { columns: number; rows: number };

  constructor(cols: number, rows: number) {
    super({ cols, rows, scrollback: 0 });
    const take = (text: string): void => {
      this.written += text;
      this.write(text);
    };
    const output = new Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, _encoding, done) {
        take(chunk.toString());
        done();
      },
    });
    this.output = Object.assign(output, { columns: cols, rows });
  }

  get terminal(): Terminal {
    return this as unknown as Terminal;
  }

  /** What the human does arrives at once. */
  type(text: string): void {
    this.input.emit('data', Buffer.from(text));
  }

  become(cols: number, rows: number): void {
    this.resize(cols, rows);
    Object.assign(this.output, { columns: cols, rows });
    this.output.emit('resize');
  }
}
