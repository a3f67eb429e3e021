import type { LogLine } from '../api/methods.ts';
import type { ApiClientHandle } from '../api/server.ts';
import { Disposables } from '../base/disposables.ts';
import type { Event } from '../base/emitter.ts';
import { limits } from '../limits.ts';

/** Where the lines of one session come from. */
export interface LogSource {
  /** A new line, or that of a decision again when more is known of it. */
  readonly onLine: Event<LogLine>;
  /** The lines after a sequence number, oldest first, at most `limit`. */
  readonly read: (after: number, limit: number) => LogLine[];
}

/**
 * Sends the lines of a session to a client until it is gone. Lines that a slow client has no room for are read again from the
 * store once it has taken what waited; it may then hear of a line twice, never of none.
 */
export function followLog(client: ApiClientHandle, source: LogSource): void {
  let missedFrom: number | undefined;
  const tell = (line: LogLine): boolean => {
    if (missedFrom === undefined && client.notify('log', line)) return true;
    missedFrom = Math.min(missedFrom ?? line.seq, line.seq);
    return false;
  };
  const catchUp = (): void => {
    while (missedFrom !== undefined) {
      const lines = source.read(missedFrom - 1, limits.logLinesShown);
      missedFrom = undefined;
      const isTold = lines.map(tell).every(Boolean);
      const last = lines.at(-1);
      // Refused again: the next drain goes on. A full piece may have more behind it.
      if (!isTold || last === undefined || lines.length < limits.logLinesShown) return;
      missedFrom = last.seq + 1;
    }
  };
  const owned = new Disposables();
  owned.own(source.onLine(tell));
  owned.own(client.onDrain(catchUp));
  client.onClose(() => {
    owned.dispose();
  });
}
