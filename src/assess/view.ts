import type { Disposable } from '../base/disposables.ts';
import type { Io } from '../face/io.ts';
import type { Layout } from '../face/text/ink.ts';
import { layoutFor } from '../face/text/ink.ts';
import type { TableCell } from '../face/text/table.ts';
import { fieldLines, tableLines } from '../face/text/table.ts';
import { oneLine, padded, shorten } from '../face/text/text.ts';
import { durationOf } from '../face/text/time.ts';
import { limits } from '../limits.ts';
import type { StressFigures } from './figures.ts';
import { figureRows, msText } from './figures.ts';
import type { wordOf } from './report.ts';
import { glyphs, partsOf } from './report.ts';
import type { Check } from './told.ts';

const colours = { ok: 'green', failed: 'red', skipped: 'yellow' } as const;

/**
 * Shows on the standard error what is being tried: on a terminal one line that is drawn anew in its place, with a time that runs; else a
 * line for each thing that was tried.
 */
export class ProgressView implements Disposable {
  readonly #io: Io;
  readonly #isTerminal: boolean;
  /** Of the part that is being tried. */
  readonly #checks: Check[] = [];
  #text: string | undefined;
  #sinceMs = 0;
  #timer: Disposable | undefined;

  constructor(io: Io) {
    this.#io = io;
    this.#isTerminal = io.stderr.isTTY === true && io.env.TERM !== 'dumb';
  }

  /** This is being tried now. */
  doing(part: string, text: string): void {
    if (part !== this.#checks[0]?.part) this.#tellPart();
    const line = `${part}: ${text}`;
    // A part that only counts on goes on being the same thing.
    if (this.#text?.split(':')[0] !== part || part !== 'stress') this.#sinceMs = this.#io.clock.monotonicMs();
    if (!this.#isTerminal && part === 'stress' && line !== this.#text) this.#io.stderr.write(`${oneLine(line)}\n`);
    this.#text = line;
    this.#paint();
  }

  /** This came of it. */
  tried(check: Check): void {
    if (this.#isTerminal) {
      this.#checks.push(check);
      return;
    }
    this.#io.stderr.write(`${checkLines([check], layoutFor(this.#io, this.#io.stderr)).join('\n')}\n`);
  }

  /** Says something that stays. */
  say(text: string): void {
    this.#clear();
    this.#io.stderr.write(`${text}\n`);
    this.#paint();
  }

  dispose(): void {
    this.#tellPart();
    this.#timer?.dispose();
    this.#clear();
    this.#text = undefined;
  }

  /** What came of the part before: one line that stays. */
  #tellPart(): void {
    const { ink } = layoutFor(this.#io, this.#io.stderr);
    for (const { name, tookMs, checks } of partsOf(this.#checks.splice(0))) {
      const { outcome, count } = summaryOf(checks);
      const text = `${glyphs[outcome]} ${padded(name, nameCells)} ${msText(tookMs).padStart(timeCells)}  ${count}`;
      this.say(ink(colours[outcome], text));
    }
  }

  #paint(): void {
    this.#timer?.dispose();
    if (!this.#isTerminal || this.#text === undefined) return;
    const { clock, stderr } = this.#io;
    const { ink, width } = layoutFor(this.#io, stderr);
    const time = durationOf((clock.monotonicMs() - this.#sinceMs) / 1_000);
    stderr.write(`\r\u001b[K${ink('cyan', shorten(`● ${oneLine(this.#text)}  ${time}`, width - 1))}`);
    this.#timer = clock.after(limits.progressTickMs, () => {
      this.#paint();
    });
  }

  #clear(): void {
    if (this.#isTerminal && this.#text !== undefined) this.#io.stderr.write('\r\u001b[K');
  }
}

/** What the checks of a part come to. */
function summaryOf(checks: readonly Check[]): { readonly outcome: Check['outcome']; readonly count: string } {
  const countOf = (one: Check['outcome']): number => checks.filter(({ outcome }) => outcome === one).length;
  const all = checks.length === 1 ? '1 check' : `${checks.length} checks`;
  const [failed, skipped] = [countOf('failed'), countOf('skipped')];
  if (failed > 0) return { outcome: 'failed', count: `${failed} of ${all} failed` };
  if (skipped > 0) return { outcome: 'skipped', count: `${skipped} of ${all} not tried` };
  return { outcome: 'ok', count: all };
}

/** The checks as a table. */
export function checkLines(checks: readonly Check[], { ink, width }: Layout): string[] {
  const rows = checks.map(({ part, name, outcome, tookMs, note }): TableCell[] => [
    { text: glyphs[outcome], paint: (text) => ink(colours[outcome], text) },
    { text: part, paint: (text) => ink('bold', text) },
    { text: oneLine(name) },
    { text: msText(tookMs).padStart(timeCells) },
    { text: oneLine(note), paint: (text) => (outcome === 'ok' ? ink('dim', text) : ink(colours[outcome], text)) },
  ]);
  return tableLines(rows, width);
}

/** As wide as the longest name of a part. */
const nameCells = 9;
/** As wide as `12 min 59 s`. */
const timeCells = 11;

/** What failed, or was not tried, in full: a table cuts it. */
export function shortfallLines(checks: readonly Check[], { ink }: Layout): string[] {
  const short = checks.filter(({ outcome }) => outcome !== 'ok');
  return short.map(({ part, name, outcome, note }) =>
    ink(colours[outcome], `${glyphs[outcome]} ${part}, ${oneLine(name)}: ${oneLine(note)}`),
  );
}

/** What it comes to. */
export function headline(word: ReturnType<typeof wordOf>, verdict: string, { ink }: Layout): string {
  const colour = { good: 'green', 'not tried': 'yellow', 'NOT GOOD': 'red' } as const;
  return ink(colour[word], `${word.charAt(0).toUpperCase()}${word.slice(1)}: ${verdict}.`);
}

/** The figures as a table, and what went wrong. */
export function figureLines(figures: StressFigures, { ink, width }: Layout): string[] {
  const rows = figureRows(figures).map(([what, text]): [string, TableCell] => [what, { text }]);
  return [
    ...fieldLines(rows, width),
    ...figures.faults.map((fault) => ink('red', `${glyphs.failed} ${oneLine(fault)}`)),
  ];
}
