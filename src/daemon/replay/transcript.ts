import { isObject, parseJson } from '../../base/json.ts';
import type { TranscriptEvent } from '../../claude/transcript/line.ts';
import { parseTranscriptLine } from '../../claude/transcript/line.ts';
import { limits } from '../../limits.ts';
import type { PendingCall } from '../../session/session.ts';
import { fileBeside, readUnpacked } from '../../terminal/recording/packed.ts';

/** Stands for the folder of a recording that does not name one. */
export const unknownFolder = '/project';

/** The transcript that was recorded beside a recording, on the same clock. */
export class RecordedTranscript {
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

/** The transcript beside a recording; undefined for none. */
export function recordedTranscript(file: string): RecordedTranscript | undefined {
  const beside = fileBeside(file, '.transcript.jsonl');
  if (beside === undefined) return undefined;
  const lines = readUnpacked(beside)
    .split('\n')
    .map((text) => parseJson(text))
    .filter(isObject)
    .flatMap(({ t, line }) => (typeof t === 'number' && typeof line === 'string' ? [{ t, line }] : []));
  return new RecordedTranscript(lines);
}
