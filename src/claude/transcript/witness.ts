import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { watch } from 'chokidar';
import type { Clock } from '../../base/clock.ts';
import { untilNext } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { Emitter } from '../../base/emitter.ts';
import { sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { ParsedLine, TranscriptEvent } from './line.ts';
import { parseTranscriptLine } from './line.ts';
import { agentFiles, projectName, transcriptFile } from './places.ts';
import { Tail } from './tail.ts';

/** Whose transcript is watched. */
export interface WitnessSpec {
  /** The CLI's configuration folder, see `configFolder`. */
  readonly config: string;
  /** Real path of the working folder. */
  readonly cwd: string;
  readonly sessionId: string;
  readonly clock: Clock;
  /**
   * Bytes of each file that an earlier daemon has taken in. They are read again, since a call that still waits may be among
   * them, but prompts and ends of turns up to there are history and not announced twice.
   */
  readonly positions: Readonly<Record<string, number>>;
}

/**
 * The second witness: what the CLI itself wrote about its session. Announces calls, results, prompts and ends of turns in the
 * order of the file.
 */
export class TranscriptWitness implements Disposable {
  readonly #spec: WitnessSpec;
  readonly #tails = new Map<string, Tail>();
  /** Per file, the byte after the last line of which everything was told, or is being told. */
  readonly #told = new Map<string, number>();
  readonly #owned = new Disposables();
  readonly #events = new Emitter<TranscriptEvent>();
  readonly #problems = new Emitter<string>();
  #main: string | undefined;
  /** Agents' files of other sessions, which 2.0.64 keeps in the same folder. */
  readonly #foreign = new Set<string>();
  #timer: Disposable | undefined;
  #lastText = '';
  #mayEnd = false;
  #disposed = false;
  #sessionId: string;

  readonly onEvent = this.#events.event;
  /** A sentence about a file or line that was refused. */
  readonly onProblem = this.#problems.event;

  constructor(spec: WitnessSpec) {
    this.#spec = spec;
    this.#sessionId = spec.sessionId;
  }

  /** Begins to watch; what is there already is announced before this returns. */
  start(): void {
    this.look();
    const project = join(this.#spec.config, 'projects', projectName(this.#spec.cwd));
    // What the watcher finds when it begins is news too: it may have come after the look above.
    const watcher = watch(nearestExisting(project), {
      ignoreInitial: false,
      depth: 4,
      ignored: (path) => !isOnTheWay(path, project),
    });
    const look = (): void => {
      this.look();
    };
    watcher.on('add', look).on('change', look).on('addDir', look).on('unlink', look);
    watcher.on('error', look);
    this.#owned.defer(() => void watcher.close());
    this.#poll();
  }

  /** From now on the transcript of this session of the CLI is the one that is read. */
  follow(sessionId: string): void {
    this.#sessionId = sessionId;
    this.#main = undefined;
    this.#lastText = '';
    this.#mayEnd = false;
  }

  /** The text of the last thing the assistant said. */
  get lastText(): string {
    return this.#lastText;
  }

  /**
   * True when the last line of the conversation is an answer without a call. Some versions (2.1.15) never write that a turn has
   * ended: there this and a screen at rest are all there is.
   */
  get mayEnd(): boolean {
    return this.#mayEnd;
  }

  /** The transcript's path, once it exists. */
  get path(): string | undefined {
    return this.#main;
  }

  /** How much of each file was taken in, to be kept for the next daemon. */
  positions(): Record<string, number> {
    return Object.fromEntries(this.#told);
  }

  /** Takes in at once what the files hold beyond what is known. */
  look(): void {
    if (this.#disposed) return;
    const { config, cwd } = this.#spec;
    try {
      this.#main ??= transcriptFile(config, cwd, this.#sessionId);
      if (this.#main === undefined) return;
      this.#read(this.#main);
      for (const file of agentFiles(this.#main, this.#sessionId)) this.#read(file);
    } catch (error) {
      // A look that fails, for want of descriptors say, is made up for by the next.
      this.#problems.fire(`The transcript could not be looked at (${sentenceOf(error)}).`);
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#timer?.dispose();
    this.#owned.dispose();
  }

  #poll(): void {
    this.#timer = this.#spec.clock.after(untilNext(this.#spec.clock, limits.transcriptPollMs), () => {
      this.look();
      this.#poll();
    });
  }

  #read(path: string): void {
    if (this.#foreign.has(path)) return;
    let tail = this.#tails.get(path);
    if (!tail) {
      tail = new Tail(path, this.#spec.positions[path]);
      this.#tails.set(path, tail);
    }
    const { lines, problems } = tail.read();
    for (const problem of problems) this.#problems.fire(problem);
    const known = this.#spec.positions[path] ?? 0;
    const history = lines
      .filter(({ end }) => end <= known)
      .map(({ text }) => parseTranscriptLine(text, this.#sessionId));
    const settled = settledCalls(history);
    for (const [index, { text, end }] of lines.entries()) {
      if (this.#disposed || this.#foreign.has(path)) return;
      const old = history[index];
      this.#line(path, old ?? parseTranscriptLine(text, this.#sessionId), {
        end: Math.max(end, known),
        ...(old ? { settled } : {}),
      });
    }
  }

  /** `settled`: for a line that an earlier daemon has read, the calls whose results it has read as well. */
  #line(
    path: string,
    parsed: ParsedLine,
    { end, settled }: { readonly end: number; readonly settled?: ReadonlySet<string> },
  ): void {
    if (!parsed.ok || parsed.events.length === 0) this.#told.set(path, end);
    if (!parsed.ok) {
      if (parsed.foreign && path !== this.#main) this.#foreign.add(path);
      else this.#problems.fire(`A line of the transcript ${path} ${parsed.why}; it is not read.`);
      return;
    }
    if (parsed.lastText !== undefined) this.#lastText = parsed.lastText;
    if (parsed.mayEnd !== undefined && path === this.#main) this.#mayEnd = parsed.mayEnd;
    for (const event of parsed.events) {
      // A line counts as told with the last that it tells.
      if (event === parsed.events.at(-1)) this.#told.set(path, end);
      if (!settled) this.#events.fire(event);
      else if (toldAgain.has(event.type)) this.#events.fire(asHistory(event, settled));
    }
  }
}

/** The calls that are called and answered within these lines. */
function settledCalls(lines: readonly ParsedLine[]): ReadonlySet<string> {
  const events = lines.flatMap((line) => (line.ok ? line.events : []));
  const called = new Set(events.flatMap((event) => (event.type === 'call' ? [event.id] : [])));
  return new Set(
    events.flatMap((event) => (event.type === 'result' && called.has(event.callId) ? [event.callId] : [])),
  );
}

function asHistory(event: TranscriptEvent, settledIds: ReadonlySet<string>): TranscriptEvent {
  if (event.type === 'call') {
    return { ...event, history: true, ...(settledIds.has(event.id) ? { settled: true } : {}) };
  }
  return event.type === 'result' && settledIds.has(event.callId) ? { ...event, settled: true } : event;
}

/** What is told of history too: calls that may still wait, and tokens, which are counted from the beginning. */
const toldAgain: ReadonlySet<TranscriptEvent['type']> = new Set(['call', 'result', 'usage']);

/** The CLI makes these folders itself when it first writes; a watch needs something that is there. */
function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

/** Keeps the watch to the way down to the project's folder and what is in it. */
function isOnTheWay(path: string, project: string): boolean {
  return path === project || path.startsWith(`${project}/`) || project.startsWith(`${path}/`);
}
