import type { Disposable } from '../../base/disposables.ts';
import type { Size } from '../message.ts';
import type { ChildOutput } from './childOutput.ts';

/** A session that is, or was, in a picture. */
export interface Watched {
  readonly id: string;
  /** The last picture there is; it stays when the session ends or the daemon goes away. */
  output: ChildOutput | undefined;
  /** `ended`: nothing more comes. */
  state: 'apart' | 'asking' | 'attached' | 'ended';
  attachment: string;
  /** Resolve once it is attached, or cannot be. */
  waiting: ((attachment: string | undefined) => void)[];
  /** What it is to be, whenever it is attached anew. */
  fit: Size | undefined;
  leaving: Disposable | undefined;
  /** Its size and modes are known to the model. */
  told: boolean;
  /** Tries in a row that brought no picture, the moment of the last one, and the next try. */
  failures: number;
  failedMs: number;
  again: Disposable | undefined;
}

/** A session that nothing was asked for yet. */
export function watchedSession(id: string): Watched {
  return {
    id,
    output: undefined,
    state: 'apart',
    attachment: '',
    waiting: [],
    fit: undefined,
    leaving: undefined,
    told: false,
    failures: 0,
    failedMs: 0,
    again: undefined,
  };
}

/** Tells all who wait for the attachment of a session. */
export function settle(watched: Watched, attachment: string | undefined): void {
  const waiting = watched.waiting;
  watched.waiting = [];
  for (const resolve of waiting) resolve(attachment);
}
