import { ManualClock } from '../base/clock.ts';
import type { JsonObject } from '../base/json.ts';
import { isObject, parseJson } from '../base/json.ts';
import { nextKey } from '../claude/keys.ts';
import type { TranscriptEvent } from '../claude/transcript/line.ts';
import { parseTranscriptLine } from '../claude/transcript/line.ts';
import { limits } from '../limits.ts';
import { judge } from '../policy/judge.ts';
import type { World } from '../policy/judge.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { Permission, Reading } from '../screen/reading.ts';
import type { Dialog, PendingCall } from '../session/session.ts';
import { callShownBy } from '../session/witness.ts';
import type { CastEvent, CastHeader } from '../terminal/asciicast.ts';
import { parseSize } from '../terminal/asciicast.ts';
import { fileBeside, readUnpacked } from '../terminal/recording/packed.ts';
import { readCast } from '../terminal/recording/reader.ts';
import { defaultSettleTimes } from './settle.ts';
import { dialogOf, WatchedScreen } from './watchedScreen.ts';
import { defaultWorld } from './world.ts';

/** What to print besides the readings. */
export interface ReplayOptions {
  readonly decide: boolean;
}

/**
 * Plays a recording through the code of a live session, on the recording's own clock, and yields one object each time the
 * reading changes: `{file, t, state, …}`; with `decide` also `{file, t, decision: {action, risk, keys, reasons}}`. A damaged
 * line is yielded as `{file, line, damaged}`. A transcript recorded beside it (`NAME.transcript.jsonl`, also packed) is the second witness.
 */
export async function* replayFile(file: string, options: ReplayOptions): AsyncGenerator<object> {
  let replay: Replay | undefined;
  for await (const piece of readCast(file)) {
    if ('header' in piece) replay = new Replay(file, piece.header, options);
    else if ('damaged' in piece) yield { file, line: piece.damaged.line, damaged: piece.damaged.why };
    else replay?.play(piece.event);
    yield* replay?.take() ?? [];
  }
  replay?.end();
  yield* replay?.take() ?? [];
}

/** Time given to the last picture of a recording to come to rest. */
const endMs = 2_000;

class Replay {
  readonly #file: string;
  readonly #clock: ManualClock;
  readonly #watched: WatchedScreen;
  readonly #witness: RecordedTranscript | undefined;
  readonly #decide: boolean;
  #out: object[] = [];
  #last = '';
  #decided = '';
  #over = false;

  constructor(file: string, header: CastHeader, options: ReplayOptions) {
    this.#file = file;
    this.#decide = options.decide;
    this.#clock = new ManualClock((header.timestamp ?? 0) * 1000);
    this.#witness = recordedTranscript(file);
    this.#watched = new WatchedScreen(this.#clock, defaultSettleTimes, {
      cols: header.width,
      rows: header.height,
      zone: header.env?.['TZ'] ?? 'UTC',
      named: (dialog) => this.#isNamed(dialog),
    });
    this.#watched.onSettled((reading) => {
      this.#told(reading);
    });
    this.#told({ state: 'starting', evidence: { top: 0, bottom: 0 } });
  }

  play(event: CastEvent): void {
    this.#clock.advance(event.atS * 1000 - this.#clock.monotonicMs());
    if (event.code === 'o') this.#watched.write(event.data);
    else if (event.code === 'r') this.#resize(event.data);
    else if (event.code === 'm' || event.code === 'x') this.#mark(event);
  }

  end(): void {
    if (!this.#over) this.#clock.advance(endMs);
    this.#watched.dispose();
  }

  take(): object[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  #resize(data: string): void {
    const size = parseSize(data);
    if (size) this.#watched.resize(size.cols, size.rows);
  }

  /** The end of the child is no output: recordings note it as a marker, newer formats as an event of its own. */
  #mark(event: CastEvent): void {
    const code = /^exit(?:ed)?:(-?\d+)/.exec(event.code === 'x' ? `exit:${event.data}` : event.data)?.[1];
    if (code === undefined || this.#over) return;
    this.#over = true;
    this.#told({ state: 'exited', code: Number(code), evidence: { top: 0, bottom: 0 } });
  }

  #told(reading: Reading): void {
    if (this.#over && reading.state !== 'exited') return;
    const t = Math.round(this.#clock.monotonicMs()) / 1000;
    const text = JSON.stringify(reading);
    if (text !== this.#last) this.#out.push({ file: this.#file, t, ...reading });
    this.#last = text;
    if (this.#decide) this.#decideOn(reading, t);
  }

  #isNamed(dialog: Dialog): boolean {
    const calls = this.#witness?.pendingAt(this.#clock.monotonicMs() / 1_000, 0) ?? [];
    return callShownBy(dialog, calls) !== undefined;
  }

  #decideOn(reading: Reading, t: number): void {
    const dialog = dialogOf(reading);
    if (!dialog) {
      this.#decided = '';
      return;
    }
    if (dialog.fingerprint === this.#decided) return;
    this.#decided = dialog.fingerprint;
    const verdict = reading.state === 'permission' ? this.#judge(reading, t) : personOnly;
    const yes = dialog.options.filter((option) => option.kind === 'yes-once');
    const only = yes.length === 1 ? yes[0] : undefined;
    const approves = verdict.action === 'approve' && only !== undefined;
    const keys = approves ? (nextKey(dialog.options, only.label)?.name ?? '') : '';
    const action = verdict.action === 'approve' && !approves ? 'escalate' : verdict.action;
    this.#out.push({ file: this.#file, t, decision: { action, risk: verdict.risk, keys, reasons: verdict.reasons } });
  }

  #judge(reading: Permission, t: number): Verdict {
    const world = defaultWorld();
    if (!this.#witness) return judgedFromScreen(reading, world);
    const dialog = dialogOf(reading);
    const calls = this.#witness.pendingAt(t);
    const call = dialog && callShownBy(dialog, calls);
    if (!call) return noWitness;
    return judge({ tool: call.tool, input: call.input, cwd: this.#witness.cwd }, world);
  }
}

const personOnly: Verdict = {
  risk: 'MEDIUM',
  action: 'escalate',
  rules: ['asks-a-person'],
  reasons: ['This dialog is none that pcc answers by itself.'],
};

const noWitness: Verdict = {
  risk: 'HIGH',
  action: 'escalate',
  rules: ['two-witnesses'],
  reasons: ['The transcript holds no pending call that this dialog shows.'],
};

/** A recording without a transcript has only one witness; what it shows whole is judged as far as it goes, and says so. */
function judgedFromScreen(reading: Permission, world: World): Verdict {
  if (reading.truncated || reading.subject === '') return noWitness;
  const field = { Bash: 'command', WebFetch: 'url' }[reading.tool] ?? 'file_path';
  const input: JsonObject = { [field]: reading.subject };
  const verdict = judge({ tool: reading.tool, input, cwd: unknownFolder }, world);
  return {
    ...verdict,
    reasons: [...verdict.reasons, 'Judged from the screen alone: the recording has no transcript beside it.'],
  };
}

/** Stands for the folder of a recording that does not name one. */
const unknownFolder = '/project';

/** The transcript that was recorded beside a recording, on the same clock. */
class RecordedTranscript {
  readonly cwd: string;
  readonly #events: readonly { readonly t: number; readonly event: TranscriptEvent }[];

  constructor(lines: readonly { readonly t: number; readonly line: string }[]) {
    let cwd: string | undefined;
    const events: { t: number; event: TranscriptEvent }[] = [];
    for (const { t, line } of lines) {
      const value = parseJson(line);
      if (!isObject(value)) continue;
      if (typeof value.cwd === 'string') cwd ??= value.cwd;
      const parsed = parseTranscriptLine(line, typeof value.sessionId === 'string' ? value.sessionId : '');
      if (parsed.ok) events.push(...parsed.events.map((event) => ({ t, event })));
    }
    this.cwd = cwd ?? unknownFolder;
    this.#events = events;
  }

  /**
   * The calls without a result at a moment, and those named soon after it: a live session waits as long for the transcript.
   * The first result after the moment ends that wait: by then the dialog has been answered. Seconds.
   */
  pendingAt(t: number, waitS = limits.witnessWithinMs / 1_000): readonly PendingCall[] {
    const calls = new Map<string, PendingCall>();
    for (const { t: at, event } of this.#events) {
      if (at > t + waitS) break;
      if (event.type === 'call') calls.set(event.id, { id: event.id, tool: event.tool, input: event.input });
      if (event.type !== 'result') continue;
      if (at > t) break;
      calls.delete(event.callId);
    }
    return [...calls.values()];
  }
}

function recordedTranscript(file: string): RecordedTranscript | undefined {
  const beside = fileBeside(file, '.transcript.jsonl');
  if (beside === undefined) return undefined;
  const lines = readUnpacked(beside)
    .split('\n')
    .map((text) => parseJson(text))
    .filter(isObject)
    .flatMap(({ t, line }) => (typeof t === 'number' && typeof line === 'string' ? [{ t, line }] : []));
  return new RecordedTranscript(lines);
}
