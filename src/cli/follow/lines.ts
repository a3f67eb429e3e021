import type { ApiClient } from '../../api/client.ts';
import type { LogLine, Status } from '../../api/methods.ts';
import { Disposables } from '../../base/disposables.ts';
import { PccError } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import { ensureDaemon } from '../../face/connect.ts';
import type { Io } from '../../face/io.ts';
import { Wake } from '../../face/wake.ts';

/** What a follower does with what it hears. */
export interface Follower {
  /** Called once for each line, in order, and again for a decision when its keys or its outcome have changed. */
  onLine(line: LogLine): void;
  /** Called after lines came and at times in between; a number ends the following with that exit status. */
  onStatus(status: Status): number | undefined;
  /** Called when the user pressed Ctrl-C; gives the exit status. */
  onInterrupt(): number;
}

/** Where following starts. */
export interface FollowFrom {
  readonly id: string;
  /** At most this many of the lines that exist already. */
  readonly limit?: number;
}

/**
 * Follows a session until the follower says it is over, over restarts of the daemon as well: no line is told twice
 * unchanged and none is left out.
 *
 * @throws PccError as the daemon's answers do, `unavailable` when the daemon goes away again and again.
 */
export async function followLines(io: Io, from: FollowFrom, follower: Follower): Promise<number> {
  let lastSeq: number | undefined;
  const decisions = new Map<number, string>();
  const onLine = (line: LogLine): void => {
    const known = lastSeq !== undefined && line.seq <= lastSeq;
    const end = endOf(line);
    if (known && (!decisions.has(line.seq) || decisions.get(line.seq) === end)) return;
    if (!known) lastSeq = line.seq;
    if (line.type === 'decision') remember(decisions, line.seq, end);
    follower.onLine(line);
  };
  for (let losses = 0; losses <= limits.restartsMax; losses++) {
    const api = await ensureDaemon(io);
    const read = (follow: boolean) =>
      api.call('session.logs', lastSeq === undefined ? { ...from, follow } : { id: from.id, after: lastSeq, follow });
    try {
      const status = await followOnce(io, { api, id: from.id, read }, { ...bound(follower), onLine });
      if (status !== undefined) return status;
    } finally {
      api.close();
    }
  }
  throw new PccError('unavailable', "The daemon went away again and again; 'pcc daemon status' tells how it is.");
}

/** What becomes known of a decision after its line was told. */
function endOf(line: LogLine): string {
  return `${line.keys ?? ''}\n${line.outcome ?? ''}`;
}

/** Decisions older than so many have long had their end. */
function remember(decisions: Map<number, string>, seq: number, end: string): void {
  decisions.set(seq, end);
  const [oldest] = decisions.keys();
  if (oldest !== undefined && decisions.size > limits.followedDecisionsMax) decisions.delete(oldest);
}

function bound(follower: Follower): Follower {
  return {
    onLine: (line) => follower.onLine(line),
    onStatus: (status) => follower.onStatus(status),
    onInterrupt: () => follower.onInterrupt(),
  };
}

/** One connection and what is read over it. */
interface Source {
  readonly api: ApiClient;
  readonly id: string;
  /** Reads the lines after the last one heard. */
  readonly read: (follow: boolean) => Promise<{ lines: LogLine[] }>;
}

/** Follows over one connection; undefined when it was lost. */
async function followOnce(io: Io, source: Source, follower: Follower): Promise<number | undefined> {
  const { api, id, read } = source;
  const wake = new Wake();
  const heard: LogLine[] = [];
  const seen = { lost: false, interrupted: false };
  const owned = new Disposables();
  owned.own(api.on('log', (line) => wake.after(() => heard.push(line))));
  owned.own(api.onClose(() => wake.after(() => (seen.lost = true))));
  owned.own(io.onInterrupt(() => wake.after(() => (seen.interrupted = true))));
  try {
    for (const line of (await read(true)).lines) follower.onLine(line);
    for (;;) {
      for (const line of heard.splice(0)) follower.onLine(line);
      if (seen.interrupted) return follower.onInterrupt();
      if (seen.lost) return undefined;
      const ended = follower.onStatus(await api.call('session.status', { id }));
      if (ended !== undefined) {
        const { lines } = await read(false);
        // What was heard meanwhile may be older than what was read.
        const fresh = new Set(lines.map((line) => line.seq));
        const changes = heard.filter((line) => !fresh.has(line.seq));
        for (const line of [...lines, ...changes]) follower.onLine(line);
        return ended;
      }
      await wake.within(io.clock, limits.followPollMs);
    }
  } catch (error) {
    if (error instanceof PccError && error.code === 'gone') return undefined;
    throw error;
  } finally {
    owned.dispose();
  }
}
