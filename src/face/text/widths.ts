/**
 * How many cells a character takes: the very widths of the emulator (Unicode 11), so that what pcc lays out by itself and what
 * it copies from a child's screen agree. A test asks the emulator for every code point and prints the tables anew where one differs.
 */

/** Ranges of code points, in order: the gap since the range before, and how many follow the first, both in base 36. */
const wide = `
3cw+2n 3i2+1 d+1 5a+3 3 2 eh+1 l+1 1e+b 17 j d 8+1 h+1 5+1 8 5 l 7+1 1 4 2 7 4+1 s z 1 4+2 1 1p+2 o e nv+1 1f
4 mi+p 1+2g c+5x q+b 4+15 4+g 2+2d 4+2s 5+16 1+2l 1+16 5+z c+1a 1+13 8+5f3 1s+h3g 3+1i wp+s hv+8mb 6l8+e7 ls+9
m+y 1+i 1+3 45+2n 3j+6 m49+3 s+4qf 8+ky 7bh+7y 1d+2 h+3 8+az c20 5m 5a 2+9 2t+2 d+17 4+8 7+1 e+5 4a+w c+8 1+1x
1+l c+16 4+4 c+g 3 3+1y 1 1+56 2+1q d+3 1+n i q+1 d 2e+2c 1c+1x 6 3+2 2 l+1 7+6 6d+b 81+2s 1+3 3+14 2+5 3+s
2+1e 34+3 4+2 5+2 d+5 12i+1ekd 2+1ekd`;
const weightless = `
lc+33 7n+6 7b+18 1 1+1 1+1 1 1k+5 a+a 1 1a+k g 2t+7 1+5 2+1 1+3 x 1 u+q 2j+a 1m+8 9 o+3 1+8 1+2 1+4 17+2 3b+1b
1j 1 4+7 4 3+6 a+1 t 1m 4+3 8 k+1 q 2+1 1l 4+1 4+1 2+2 3 u+1 3 b+1 1l 4+4 1+1 4 k+1 m+5 1 1m 2 1+3 8 8 b+1 u
1p c 1e 3 1l+2 5+2 1+3 7+1 b+1 t 1m 2 6 5+1 k+1 s+1 1l+1 4+3 8 k+1 2u 7+2 1 2i 2+6 c+7 2q 2+8 b+5 22+1 r 1 1
1j+d 1+4 1+1 5+a 1+z 9 2u+3 1+5 1+1 2+1 p+1 4+2 g+3 d 2+1 6 f 5e+4f 9p+2 qa+2 t+2 t+1 u+1 1s+1 1+6 8 2+a 9
19+3 3a+1 y 3a+2 4+1 9 6+2 63+1 2 1m 1+6 1 1 2+7 6+9 2 1c+e 1t+3 1c 1+4 1 5 14+8 c+1 w+3 2+1 1+2 1k 1+1 3 1+2
1m+7 2+1 48+2 1+c 1+6 4 6 3+1 5i+1l 1+4 ej+4 q+4 1d+4 1+9 2o+w 2da+2 3x 2o+v fe+3 2z+1 n9w+3 1+9 w+1 28+1 7k 3
4 p+1 4d+1 q+h d 12+7 p+a 1a+2 1c 2+3 2+1 13 1v+5 2+1 2+1 c 8 1b 1f 1+2 2+1 5+1 1 16+1 8 6m 2 4 fn4 kh+f g+f
5r 6x+2 e9 6a 45+4 1ae+2 1+1 5+3 14+2 4 4l+1 fx+3 f2+a 4w 1i+e 1k+2 1d+3 2+1 2 f 1e+2 10+4 1+7 1q c+1 1g+8 a+3
2q+2 2 1+1 6 4g 3+7 l+1 1l+1 3 11+6 3+4 5f+7 2+2 1 n 2c+5 1 4+1 1+1 6m+3 6+1 1+1 r+1 2d+7 2 1+1 2y 1 2+5 1
2t+2 2+3 1+4 77+8 1+1 bd+3 2+1 4 w+9 14+5 2+3 8 9+5 2+2 1a+c 1+1 ba+6 1+5 1 2a+l 2+6 1+1 1+1 3e+5 3 1+1 1+6 1
20+1 3 1 9n+1 46z+8 at3+4 1n+6 t4 1r+3 f7u+1 1+3 43n+2 9+f 2+6 u+3 44+2 1iz+1i 4+1d 8 e m+4 1+e 11s+6 1+g 2+6
1+1 1+4 79+6 c5+3 15s+6 31+6 gzau u+2n 3k+6n`;

/** First code points from which on another width holds, and those widths. */
const [starts, widths] = boundaries();

function boundaries(): [Uint32Array, Uint8Array] {
  const all = [...rangesOf(wide, 2), ...rangesOf(weightless, 0)].sort((a, b) => a.from - b.from);
  const steps = all.flatMap(({ from, to, width }) => [
    [from, width],
    [to + 1, 1],
  ]);
  return [Uint32Array.from(steps, ([start]) => start ?? 0), Uint8Array.from(steps, ([, width]) => width ?? 1)];
}

function rangesOf(table: string, width: number): { from: number; to: number; width: number }[] {
  let at = 0;
  return table
    .trim()
    .split(/\s+/)
    .map((range) => {
      const [gap = '', more = '0'] = range.split('+');
      const from = at + parseInt(gap, 36);
      const to = from + parseInt(more, 36);
      at = to + 1;
      return { from, to, width };
    });
}

/** The cells of a code point that is no control: 0, 1 or 2. */
export function cellsOfCode(code: number): number {
  // Latin, and the lines and blocks that boxes are drawn with.
  if (code < 0x300 || (code >= 0x2500 && code < 0x25fd)) return 1;
  let from = 0;
  let to = starts.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((starts[middle] ?? 0) <= code) from = middle + 1;
    else to = middle;
  }
  return from === 0 ? 1 : (widths[from - 1] ?? 1);
}
