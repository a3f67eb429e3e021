import { sentenceOf } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { Snapshot } from '../store/snapshots.ts';
import type { HostedSession } from '../terminal/host/protocol.ts';
import type { HostClient } from '../terminal/hostClient.ts';
import { readRecordingRange } from '../terminal/recording/reader.ts';
import type { LiveSession } from './liveSession.ts';

/** Where a screen is rebuilt from. */
export interface RebuildSources {
  readonly host: HostClient;
  readonly hosted: HostedSession;
  /** The last picture that was stored. */
  readonly snapshot: Snapshot | undefined;
  /** Folder of the session's recording. */
  readonly recordings: string;
}

/**
 * Brings the screen of a session that outlived its daemon up to now: the last snapshot, what was recorded since, and from the
 * host's memory what was not recorded yet. Where output is missing the child is asked to draw everything anew. Gives the end of a
 * child that has ended by then: the host does not announce it any more to who attaches behind it.
 */
export async function rebuildScreen(live: LiveSession, sources: RebuildSources): Promise<HostedSession['exit']> {
  const { host, hosted, snapshot, recordings } = sources;
  const { watched } = live;
  let whole = true;
  watched.screen.mute = true;
  try {
    if (snapshot) watched.restore(snapshot);
    for await (const piece of readRecordingRange(recordings, watched.screen.offset, hosted.offset)) {
      if (piece.kind === 'size') watched.screen.resize(piece.cols, piece.rows);
      else if (piece.offset === watched.screen.offset) watched.screen.write(piece.text);
      else {
        whole = false;
        break;
      }
    }
  } finally {
    // A screen that stayed mute would answer none of the child's queries any more.
    watched.screen.mute = false;
  }
  // The end of it may not be recorded yet and then comes from the host's memory.
  live.answeredUntil(hosted.offset);
  const attached = await host.attach(live.id, watched.screen.offset);
  if (attached.start !== watched.screen.offset) {
    whole = false;
    watched.screen.skipTo(attached.start);
  }
  watched.resize(attached.cols, attached.rows);
  if (whole || attached.exit) return attached.exit;
  const ask = (): Promise<void> => redraw(live, host, attached);
  watched.lost(() => {
    ask().catch((error: unknown) => {
      live.warned(`The CLI could not be asked to draw its screen anew: ${sentenceOf(error)}`);
    });
  });
  await ask();
  return undefined;
}

/**
 * A change of size makes the CLI draw its whole screen. What it draws for the other size is not waited for, and does not count:
 * the repaint that does is the one after the second change.
 */
async function redraw(
  live: LiveSession,
  host: HostClient,
  size: { readonly cols: number; readonly rows: number },
): Promise<void> {
  await host.resize(live.id, size.cols, size.rows > limits.rowsMin ? size.rows - 1 : size.rows + 1);
  await host.resize(live.id, size.cols, size.rows);
  live.watched.expectRepaint();
}
