import { statSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../base/assert.ts';
import { PccError } from '../base/errors.ts';
import type { Words } from '../screen/words.ts';
import type { CastEvent, CastHeader } from '../terminal/asciicast.ts';
import { listParts } from '../terminal/recording/parts.ts';
import { readCast } from '../terminal/recording/reader.ts';
import { Playback } from './replay/playback.ts';
import { deciding } from './replay/decision.ts';
import type { PlayingParts, Told } from './replay/playing.ts';
import { Playing } from './replay/playing.ts';
import { recordedTranscript } from './replay/transcript.ts';
import { readWords, shippedWords } from './screenWords.ts';
import { shippedRulesFolder } from './yamlFiles.ts';

/** What to print besides the readings. */
export interface ReplayOptions {
  readonly decide: boolean;
  /** The home folder whose wordings are read as well; without it the shipped ones count alone. */
  readonly home?: string;
}

/**
 * Plays a recording through the code of a live session, on the recording's own clock, and yields one object each time the
 * reading changes: `{file, t, state, …}`; with `decide` also `{file, t, decision: {action, risk, keys, reasons}}`. A damaged
 * line is yielded as `{file, line, damaged}`. A transcript recorded beside it (`NAME.transcript.jsonl`, also packed) is the
 * second witness.
 */
export async function* replayFile(file: string, options: ReplayOptions): AsyncGenerator<object> {
  let told: Told[] = [];
  let playing: Playing | undefined;
  const taken = (): object[] => {
    const out = told.map((item) => lineOf(file, item));
    told = [];
    return out;
  };
  try {
    for await (const piece of readCast(file)) {
      if ('header' in piece) {
        for (const { line, why } of damageOf(piece.header)) yield { file, line, damaged: why };
        playing = begun(file, piece.header, options, (item) => told.push(item));
      } else if ('damaged' in piece) yield { file, line: piece.damaged.line, damaged: piece.damaged.why };
      else playing?.play(piece.event);
      yield* taken();
    }
    playing?.finish();
    yield* taken();
  } finally {
    playing?.dispose();
  }
}

/**
 * The files of a recording, oldest first: those of a session's folder, or the file itself.
 *
 * @throws PccError where there is none.
 */
export function partsOf(path: string): { readonly path: string; readonly endedMs: number }[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile()) return [{ path, endedMs: stat.mtimeMs }];
  const parts = stat?.isDirectory() ? listParts(path) : [];
  if (parts.length > 0) return parts.map((part) => ({ path: part.path, endedMs: part.modifiedMs }));
  throw new PccError('not_found', `There is no recording in '${path}'.`);
}

/** A whole recording in memory, to be looked at moment by moment. */
export async function openPlayback(file: string, options: ReplayOptions): Promise<Playback> {
  let header: CastHeader | undefined;
  const events: CastEvent[] = [];
  const damaged: { line: number; why: string }[] = [];
  let lastS = 0;
  for await (const piece of readCast(file)) {
    if ('header' in piece) {
      header = piece.header;
      damaged.push(...damageOf(header));
    } else if ('damaged' in piece) damaged.push(piece.damaged);
    else {
      // A clock that was set back while it was recorded does not make time go back here.
      lastS = Math.max(lastS, piece.event.atS);
      events.push({ ...piece.event, atS: lastS });
    }
  }
  assert(header !== undefined, 'a recording begins with its header');
  return Playback.read(partsFor(file, header, options), events, damaged);
}

/** A zone that nobody knows is passed over, and times are read as of UTC. */
function damageOf({ env }: CastHeader): { line: number; why: string }[] {
  const zone = env?.['TZ'];
  if (zone === undefined) return [];
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return [];
  } catch {
    return [{ line: 1, why: `its header names the unknown time zone '${zone}'` }];
  }
}

function begun(file: string, header: CastHeader, options: ReplayOptions, tell: (told: Told) => void): Playing {
  return new Playing({ ...partsFor(file, header, options), tell });
}

function partsFor(file: string, header: CastHeader, options: ReplayOptions): Omit<PlayingParts, 'tell'> {
  const witness = recordedTranscript(file);
  return { header, witness, words: wordsFor(options), decide: options.decide ? deciding(witness) : undefined };
}

/** The wordings to read with. */
export function wordsFor({ home }: Pick<ReplayOptions, 'home'>): Words {
  return home === undefined ? shippedWords() : readWords({ shipped: shippedRulesFolder(), user: join(home, 'rules') });
}

function lineOf(file: string, told: Told): object {
  return 'reading' in told ? { file, t: told.t, ...told.reading } : { file, t: told.t, decision: told.decision };
}
