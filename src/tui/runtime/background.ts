import type { Clock } from '../../base/clock.ts';
import type { Io, Terminal } from '../../face/io.ts';
import { limits } from '../../limits.ts';

export type Background = 'dark' | 'light' | 'unknown';

/** Asks for the background colour, and behind it for what every terminal answers, so that silence on the first is known at once. */
const question = '\u001b]11;?\u001b\\\u001b[c';

/** The answer to the first: `rgb:` and two to four hexadecimal digits for each part. Source: xterm's control sequences. */
const colourAnswer =
  /\u001b\]11;rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})[^\u0007\u001b]*(?:\u0007|\u001b\\)/i;
const attributesAnswer = /\u001b\[\?[0-9;]*c/;

/**
 * Asks the terminal, which is in raw mode, whether its background is light. What was typed meanwhile is put back to be read; an
 * answer that comes too late is the reader's to pass over.
 */
export function askBackground(
  { input }: Pick<Terminal, 'input'>,
  write: (sequence: string) => void,
  clock: Clock,
): Promise<Background> {
  return new Promise((resolve) => {
    let got = '';
    const over = (): void => {
      timer.dispose();
      input.off('data', take);
      input.pause();
      const colour = colourAnswer.exec(got);
      const typed = got.replace(colourAnswer, '').replace(attributesAnswer, '');
      if (typed !== '') input.unshift(Buffer.from(typed, 'latin1'));
      resolve(colour ? backgroundOf(colour.slice(1)) : 'unknown');
    };
    const take = (bytes: Buffer): void => {
      // Whatever it is comes back byte for byte.
      got += bytes.toString('latin1');
      if (attributesAnswer.test(got)) over();
    };
    const timer = clock.after(limits.tuiBackgroundMs, over);
    input.on('data', take);
    input.resume();
    write(question);
  });
}

/** Light where the colour is nearer to white than to black, as the eye weighs red, green and blue. Source: ITU-R BT.601. */
function backgroundOf(parts: readonly string[]): Background {
  const [red = 0, green = 0, blue = 0] = parts.map((part) => parseInt(part, 16) / (16 ** part.length - 1));
  return 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 ? 'light' : 'dark';
}

/** What a terminal says by its environment: foreground and background as palette indexes. Source: rxvt's COLORFGBG. */
export function toldBackground(env: Io['env']): Background {
  const index = /;(\d{1,2})$/.exec(env.COLORFGBG ?? '')?.[1];
  if (index === undefined) return 'unknown';
  return index === '7' || Number(index) > 8 ? 'light' : 'dark';
}
