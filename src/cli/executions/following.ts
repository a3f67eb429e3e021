import type { Execution, Params } from '../../api/methods.ts';
import { followList, isListOver } from '../../face/executions/following.ts';
import { exit } from '../../face/exit.ts';
import type { Io } from '../../face/io.ts';
import { Interrupting } from './interrupting.ts';
import { LiveView } from './liveView.ts';

/** What a verb that runs or follows a list wants. */
export interface Followed {
  readonly id: string;
  readonly order?: Params<'execution.start'>;
  /** Stays while something waits for a person; else it leaves with exit status 4. */
  readonly waits: boolean;
  /** Ctrl-C pauses first and asks, where there is a terminal to ask at. */
  readonly asks: boolean;
  /** Shows how its tasks go on. */
  readonly shows: boolean;
  readonly onOutput?: (text: string) => void;
}

/** How the following of a list has ended. */
export interface FollowedEnd {
  readonly execution: Execution;
  readonly status: number;
}

/** Follows a list on the standard error until it is over, or is left; says where it goes on then. */
export async function followedList(io: Io, followed: Followed): Promise<FollowedEnd> {
  const { id, order, onOutput } = followed;
  const view = new LiveView(io);
  const [cancel, leave] = [new AbortController(), new AbortController()];
  const asks = followed.asks ? io.terminal : undefined;
  const interrupting = new Interrupting(io, { id, view, cancel, leave, asks });
  const left = { forHuman: false };
  try {
    const execution = await followList(io, {
      client: 'pcc',
      id,
      ...(order ? { order } : {}),
      cancel: cancel.signal,
      leave: leave.signal,
      ...(followed.shows
        ? {
            onChanged: (now) => {
              view.changed(now);
            },
          }
        : {}),
      ...(onOutput ? { onOutput } : {}),
      onWaiting: (items) => {
        view.waiting(items);
        if (items.length === 0 || followed.waits) return;
        left.forHuman = true;
        leave.abort();
      },
    });
    if (isListOver(execution)) return { execution, status: execution.state === 'done' ? exit.done : exit.failed };
    if (left.forHuman) view.say(`The list goes on once you have answered; 'pcc exec --attach ${id}' follows it.`);
    // Who leaves before the end has no result, so that scripts must not go on as if there were one.
    return { execution, status: left.forHuman ? exit.human : exit.failed };
  } finally {
    interrupting.dispose();
    view.dispose();
  }
}
