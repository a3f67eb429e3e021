import { writeSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Clock } from '../base/clock.ts';
import { systemClock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { disposable } from '../base/disposables.ts';
import { systemCode } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import type { Frame } from '../screen/frame.ts';
import type { Reading } from '../screen/reading.ts';
import type { BacktestEngine } from './backtest.ts';
import type { RulesEngine, RulesRequest } from '../api/rulesEngine.ts';

/** Where text for people or programs goes. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width of the terminal in cells. */
  readonly columns?: number;
}

/** How a recording is read: with decisions, and with the wordings of a home folder besides the shipped ones. */
export interface ReplayRequest {
  readonly decide: boolean;
  readonly home: string;
}

/** One file of a recording; wall-clock milliseconds. */
export interface RecordingFile {
  readonly path: string;
  readonly endedMs: number;
}

/** Plays recordings through the reader. */
export interface ReplayEngine {
  /** Each value is printed as one line of JSON. */
  replayFile(file: string, request: ReplayRequest): AsyncIterable<object> | Iterable<object>;
  /** A whole recording, to be looked at moment by moment. */
  openPlayback(file: string, request: ReplayRequest): Promise<Playback>;
  /** The files that a recording consists of, oldest first, with when each was written to last: those of a session's folder, or the file itself. */
  partsOf(path: string): readonly RecordingFile[];
}

/** A change of what a recording's screen asks; `t` in seconds from its start. */
export interface PlaybackChange {
  readonly t: number;
  readonly reading: Reading;
  /** What would have been decided on it. */
  readonly decision?: {
    readonly action: string;
    readonly risk: string;
    readonly keys: string;
    readonly reasons: readonly string[];
  };
}

/** A recording in memory. */
export interface Playback extends Disposable {
  readonly lengthS: number;
  /** Wall-clock milliseconds of second 0, by the header; undefined where it names no time. */
  readonly startedMs: number | undefined;
  /** In order; the first at 0. */
  readonly changes: readonly PlaybackChange[];
  /** Damaged lines, which were passed over. */
  readonly damaged: readonly { readonly line: number; readonly why: string }[];
  frameAt(atS: number): Frame;
  /** When the screen or the reading changes next; undefined at the end. */
  nextAfter(atS: number): number | undefined;
}

/** Judges tool calls without a daemon. */
export interface ExplainEngine {
  /** Judges one line `{"tool","input","cwd"}`; a malformed one is HIGH, never an error. */
  explainLine(line: string): object;
  /** The trace of one judgement as lines for people. */
  describeCall(call: { readonly tool: string; readonly input: JsonObject; readonly cwd: string }): readonly string[];
}

/** How the TUI is to begin. */
export interface TuiRequest {
  /** Which sessions are recordings to be played in it, as a demonstration; none for what there is. */
  readonly demos: readonly string[];
  /** `auto`: by the background that the terminal tells. */
  readonly theme: string | undefined;
  readonly ascii: boolean;
}

/** The TUI; the CLI knows only that there is one. */
export interface TuiEngine {
  /** Takes the terminal until the human leaves; gives the exit status. */
  readonly runTui: (io: Io, terminal: Terminal, request: TuiRequest) => Promise<number>;
}

/** MCP over standard input and output; the CLI knows only that there is one. */
export interface McpEngine {
  /** Serves until the input ends, or whoever started this program is gone; gives the exit status. */
  readonly serve: (io: Io) => Promise<number>;
}

/** What is to be assessed, and where that is told. */
export interface AssessRequest {
  /** One part alone; all unless told. */
  readonly part?: string | undefined;
  /** The CLI; the user's own unless told. */
  readonly claude: string | undefined;
  /** File of the report; one of the home folder unless told. */
  readonly report: string | undefined;
  readonly json: boolean;
}

/** The same under load: so many lists of so many tasks at once, and so many clients that stream their output. */
export interface StressRequest extends AssessRequest {
  readonly tasks: number;
  readonly parallel: number;
  readonly clients: number;
}

/** The assessment of this very program; the CLI knows only that there is one. Each gives the exit status. */
export interface AssessEngine {
  readonly assess: (io: Io, request: AssessRequest) => Promise<number>;
  readonly stress: (io: Io, request: StressRequest) => Promise<number>;
}

/** What works inside the command's own process; handed in, because the CLI knows neither policy nor daemon. */
export interface Engines {
  readonly replay: () => Promise<ReplayEngine>;
  /** `home` is the home folder, whose rules are read as well. */
  readonly explain: (home: string) => Promise<ExplainEngine>;
  /** The rules in force in `home`, and in a project where one is given. */
  readonly rules: (request: RulesRequest) => Promise<RulesEngine>;
  readonly backtest: () => Promise<BacktestEngine>;
  readonly tui: () => Promise<TuiEngine>;
  readonly mcp: () => Promise<McpEngine>;
  readonly assess: () => Promise<AssessEngine>;
}

/** The outside world of one command, so that tests run commands in their own process. */
export interface Io {
  readonly stdin: AsyncIterable<Buffer | string> & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock: Clock;
  /** Program and first arguments with which this very program can be started again. */
  readonly self: readonly [string, ...string[]];
  readonly engines: Engines;
  /** The real terminal, when stdin and stdout are one. */
  readonly terminal: Terminal | undefined;
  /** Calls back when the user presses Ctrl-C; until disposed, Ctrl-C does not end the program. */
  onInterrupt(listener: () => void): Disposable;
}

/** A terminal that a full-screen verb may take over. */
export interface Terminal {
  readonly input: ReadStream;
  readonly output: WriteStream;
}

/** The world of a real process. */
export function processIo(engines: Engines, self: Io['self']): Io {
  const { stdin, stdout, stderr } = process;
  for (const output of [stdout, stderr]) output.on('error', endForLostOutput);
  return {
    stdin,
    stdout,
    stderr,
    env: process.env,
    cwd: process.cwd(),
    clock: systemClock(),
    self,
    engines,
    terminal: stdin.isTTY && stdout.isTTY ? { input: stdin, output: stdout } : undefined,
    onInterrupt(listener) {
      process.on('SIGINT', listener);
      return disposable(() => process.off('SIGINT', listener));
    },
  };
}

/** Whoever read the output left (`pcc logs app-1 | head`), which is their right; anything else is worth a sentence. */
function endForLostOutput(error: Error): never {
  const isClosed = systemCode(error) === 'EPIPE';
  try {
    if (!isClosed) writeSync(2, `pcc: The output cannot be written: ${error.message}.\n`);
  } catch {
    // The terminal is gone for both.
  }
  process.exit(isClosed ? 0 : 1);
}
