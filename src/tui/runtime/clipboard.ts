import { spawn } from 'node:child_process';
import type { Io } from '../../face/io.ts';
import { limits } from '../../limits.ts';

/** What the clipboard works with. */
export interface ClipboardPorts {
  readonly io: Pick<Io, 'env' | 'clock'>;
  /** Writes a sequence to the terminal. */
  readonly write: (sequence: string) => void;
}

/**
 * Puts a text into the clipboard: by tmux itself inside tmux, whose buffer then has it too, otherwise by OSC 52. Gives a
 * sentence where it was not possible. Source of the sequences: xterm's control sequences, tmux's and screen's manuals.
 */
export async function copyText(text: string, { io, write }: ClipboardPorts): Promise<string | undefined> {
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.clipboardBytesMax) {
    return `That is ${bytes} bytes, more than the ${limits.clipboardBytesMax} that terminals take; select less.`;
  }
  if (io.env.TMUX && (await loadBuffer(text, io))) return undefined;
  write(wrapped(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`, io.env));
  return undefined;
}

/** A sequence for the terminal outside of the multiplexer that this one runs in; those pass it on where they are told to. */
export function wrapped(sequence: string, env: Io['env']): string {
  if (env.TMUX) return `\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;
  return env.STY ? throughScreen(sequence) : sequence;
}

/** GNU screen passes on what stands in a string of its own, up to the first end of one, and cuts off long ones. */
function throughScreen(sequence: string): string {
  const inner = sequence.replaceAll('\u001b\\', '\u0007');
  let all = '';
  for (let at = 0; at < inner.length; at += limits.screenPieceChars)
    all += `\u001bP${inner.slice(at, at + limits.screenPieceChars)}\u001b\\`;
  return all;
}

/** `tmux load-buffer -w` hands the text on to the terminal's clipboard as well. */
function loadBuffer(text: string, { env, clock }: ClipboardPorts['io']): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('tmux', ['load-buffer', '-w', '-'], { env, stdio: ['pipe', 'ignore', 'ignore'] });
    const timer = clock.after(limits.clipboardMs, () => {
      child.kill('SIGKILL');
    });
    const over = (ok: boolean): void => {
      timer.dispose();
      resolve(ok);
    };
    child.on('error', () => over(false));
    child.on('exit', (code) => over(code === 0));
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
