/** What is known of the life of a session: how long ago each sign of it was seen last, milliseconds of watched time. */
export interface Signs {
  /** Something came out of its terminal; a turning spinner or title is enough. */
  readonly outputMs: number;
  /** Its transcript grew. */
  readonly transcriptMs: number;
  /** Its processes used the processor, or one of them began or ended. */
  readonly processesMs: number;
  /** A command that it started in this turn still runs, and it is not halted itself. */
  readonly command: boolean;
  /** Its CLI was halted by a signal or a debugger. */
  readonly halted: boolean;
}

/** How long is waited; milliseconds. */
export interface HealthTimes {
  /** A screen that put something out within this is at work. */
  readonly freshMs: number;
  /** Without any sign of life for this long it is suspect. */
  readonly suspectMs: number;
  /** It hangs when the further looks within this found nothing either. */
  readonly confirmMs: number;
  /** So long a command that runs counts for a sign of life by being there. */
  readonly commandMs: number;
}

/**
 * `working` as it should; `quiet` one sign is missing and another is there, or it is too early to tell; `suspect` no sign of
 * life: it is looked at again; `stuck` those looks found nothing.
 */
export type Condition = 'working' | 'quiet' | 'suspect' | 'stuck';

export interface HealthVerdict {
  readonly condition: Condition;
  /** A sentence for people. */
  readonly why: string;
}

/** The verdict on one session; `before` is the condition that it had at the look before: nothing is stuck at first sight. */
export function fuse(signs: Signs, times: HealthTimes, before: Condition): HealthVerdict {
  const silentMs = Math.min(signs.outputMs, signs.transcriptMs, signs.processesMs);
  const patienceMs = signs.command ? Math.max(times.suspectMs, times.commandMs) : times.suspectMs;
  if (signs.outputMs <= times.freshMs) return { condition: 'working', why: 'Its screen moves.' };
  if (silentMs < patienceMs) return { condition: 'quiet', why: quietWords(signs, times) };
  const isConfirmed = silentMs >= patienceMs + times.confirmMs && (before === 'suspect' || before === 'stuck');
  const why = `No sign of life for ${spanWords(silentMs)}: ${missing(signs)}.`;
  return { condition: isConfirmed ? 'stuck' : 'suspect', why };
}

function quietWords(signs: Signs, { freshMs }: HealthTimes): string {
  const silent = `Nothing came out for ${spanWords(signs.outputMs)}`;
  if (signs.transcriptMs <= freshMs) return `${silent}, but its transcript grows.`;
  if (signs.processesMs <= freshMs) return `${silent}, but its processes work.`;
  if (signs.command) return `${silent}; a command that it started still runs.`;
  return `${silent}${signs.halted ? '; its CLI was halted from outside' : ''}.`;
}

function missing({ command, halted }: Signs): string {
  const processes = halted
    ? 'its CLI was halted from outside'
    : `its processes do nothing${command ? ', and the command that it started does not end' : ''}`;
  return `nothing comes out, its transcript does not grow, ${processes}`;
}

function spanWords(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
