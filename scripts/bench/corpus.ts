import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CastEvent, CastHeader } from '../../src/terminal/asciicast.ts';
import { parseSize } from '../../src/terminal/asciicast.ts';
import { readCast } from '../../src/terminal/recording/reader.ts';

/** A recording of the corpus in memory, with its output and changes of size. */
export interface Recorded {
  /** Version of the CLI: the folder that it lies in. */
  readonly version: string;
  readonly name: string;
  readonly header: CastHeader;
  readonly events: readonly CastEvent[];
}

/** What can be played on a screen. */
export interface Played {
  write(text: string): void;
  resize(cols: number, rows: number): void;
}

/** All recordings of a folder with one folder for each version, in order. */
export async function* corpus(fixtures: string): AsyncGenerator<Recorded> {
  const versions = readdirSync(fixtures).filter((name) => /^\d/.test(name));
  for (const version of versions.sort()) {
    const names = readdirSync(join(fixtures, version)).filter((name) => /\.cast(?:\.gz)?$/.test(name));
    for (const name of names.sort()) yield { version, name, ...(await loaded(join(fixtures, version, name))) };
  }
}

/** Puts one event on a screen. */
export function apply(screen: Played, event: CastEvent): void {
  if (event.code === 'o') screen.write(event.data);
  const size = event.code === 'r' ? parseSize(event.data) : undefined;
  if (size) screen.resize(size.cols, size.rows);
}

async function loaded(file: string): Promise<{ header: CastHeader; events: readonly CastEvent[] }> {
  let header: CastHeader = { version: 2, width: 80, height: 24 };
  const events: CastEvent[] = [];
  for await (const piece of readCast(file)) {
    if ('header' in piece) header = piece.header;
    else if ('event' in piece && (piece.event.code === 'o' || piece.event.code === 'r')) events.push(piece.event);
  }
  return { header, events };
}
