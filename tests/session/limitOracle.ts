import { isBoxEmpty } from '../../src/screen/reading.ts';
import type { Effect, SessionEvent } from '../../src/session/session.ts';
import { draftHolds } from '../../src/session/tasks.ts';
import { waitRow } from './limitWords.ts';

/** What a watcher of limits and errors who sees only events and effects knows so far; it states what must hold in every story. */
export interface Watched {
  readonly humans: number;
  readonly halted: readonly string[];
  readonly isOver: boolean;
  /** The last frame, and whether this daemon has looked at all. */
  readonly screen: Extract<SessionEvent, { type: 'screen' }> | undefined;
  /** The screen has shown a limit since the last turn went on; the transcript has named one. */
  readonly shown: boolean;
  readonly named: boolean;
  /** `woken`: its time has come since it fell asleep; `again`: and the transcript says that the limit holds on. */
  readonly sleep: 'none' | 'asleep' | 'woken' | 'again';
  /** Texts that may still be typed to continue: one for each wake-up, and one for each backoff that is over. */
  readonly leave: number;
  /** Texts that were written, or may have been, for the leave that was given. */
  readonly sent: readonly string[];
  readonly dropped: readonly string[];
  readonly decided: readonly string[];
  readonly waiting: readonly string[];
  readonly asked: readonly string[];
  readonly inputs: readonly string[];
}

export const nothingWatched: Watched = {
  humans: 0,
  halted: [],
  isOver: false,
  screen: undefined,
  shown: false,
  named: false,
  sleep: 'none',
  leave: 0,
  sent: [],
  dropped: [],
  decided: [],
  waiting: [],
  asked: [],
  inputs: [],
};

function claim(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(`broken: ${sentence}`);
}

export function watchLimit(before: Watched, event: SessionEvent, effects: readonly Effect[]): Watched {
  if (before.isOver) return before;
  let seen = heard(before, event);
  for (const effect of effects) seen = performed(seen, effect);
  if (seen.isOver || seen.humans > 0 || seen.halted.length > 0) return seen;
  const isAsked = seen.asked.length > 0;
  claim(seen.sleep !== 'woken' || seen.waiting.includes('woken') || isAsked, 'a woken session is looked after');
  claim(seen.sleep !== 'again' || seen.waiting.includes('limit') || isAsked, 'the new banner is waited for');
  const isKnown = seen.sleep !== 'none' || seen.waiting.includes('limit');
  claim(!seen.named || isKnown || isAsked, 'a limit in the transcript is not forgotten');
  const showsLimit = seen.screen?.reading.state === 'limit';
  claim(
    !showsLimit || seen.sleep !== 'none' || seen.waiting.includes('limit') || isAsked || !seen.shown,
    'a limit on the screen is waited for, slept through or asked about',
  );
  const isWaited = seen.waiting.includes('retry') || seen.waiting.includes('limit') || seen.sleep !== 'none';
  claim(
    seen.screen?.reading.state !== 'error' || isWaited || isAsked,
    'an error on the screen is waited for or asked about',
  );
  return seen;
}

function heard(seen: Watched, event: SessionEvent): Watched {
  switch (event.type) {
    case 'screen':
      return { ...seen, screen: event, shown: seen.shown || event.reading.state === 'limit' };
    case 'refused':
      if (event.kind !== 'limit') return { ...seen, named: false };
      return {
        ...seen,
        named: true,
        shown: seen.shown || seen.screen?.reading.state === 'limit',
        ...(seen.sleep === 'woken' || seen.waiting.includes('woken') ? { sleep: 'again', leave: 0 } : {}),
      };
    case 'prompt-sent':
    case 'call-pending':
      return { ...seen, named: false, shown: false };
    case 'turn-ended':
      return event.text === '' ? seen : { ...seen, named: false, shown: false };
    case 'wake':
      return seen.sleep === 'asleep' ? { ...seen, sleep: 'woken', leave: 1, sent: [] } : seen;
    case 'deadline': {
      const waited = seen.waiting.includes(event.name);
      const waiting = seen.waiting.filter((name) => name !== event.name);
      if (event.name !== 'retry' || !waited) return { ...seen, waiting };
      return { ...seen, waiting, leave: 1, sent: [] };
    }
    // What a person sends while pcc has given up continues as well.
    case 'task':
      return { ...seen, leave: seen.leave + 1 };
    case 'written': {
      const isDropped = event.result === 'stale' || event.result === 'moved';
      return isDropped ? { ...seen, dropped: [...seen.dropped, event.inputId] } : seen;
    }
    case 'human':
      return { ...seen, humans: Math.max(0, seen.humans + (event.holds ? 1 : -1)) };
    case 'pause':
      return { ...seen, halted: [...new Set([...seen.halted, 'pause'])] };
    case 'resume':
      return { ...seen, halted: seen.halted.filter((why) => why !== 'pause') };
    case 'recovered':
      return { ...seen, humans: event.anew ? 0 : seen.humans, screen: undefined, waiting: [] };
    case 'stop':
    case 'exited':
      return { ...seen, isOver: true };
    default:
      return seen;
  }
}

function performed(seen: Watched, effect: Effect): Watched {
  switch (effect.type) {
    case 'sleep':
      claim((seen.shown && seen.named) || seen.sleep !== 'none', 'screen and transcript name the limit before a sleep');
      return { ...seen, sleep: 'asleep', leave: 0 };
    case 'awake':
      return seen.sleep === 'none' ? seen : { ...seen, sleep: 'none', shown: false, named: false };
    case 'decide':
      return { ...seen, decided: [...seen.decided, effect.decision.id] };
    case 'escalate':
      return { ...seen, asked: [...seen.asked, effect.escalation.id] };
    case 'withdraw':
      return { ...seen, asked: seen.asked.filter((id) => id !== effect.escalationId) };
    case 'deadline':
      return { ...seen, waiting: [...seen.waiting.filter((name) => name !== effect.name), effect.name] };
    case 'cancel-deadline':
      return { ...seen, waiting: seen.waiting.filter((name) => name !== effect.name) };
    case 'answer':
      return answered(seen, effect);
    case 'type':
      return typed(seen, effect);
    default:
      return seen;
  }
}

function answered(seen: Watched, { answer }: Extract<Effect, { type: 'answer' }>): Watched {
  const dialog = seen.screen?.dialog;
  claim(isFree(seen), 'no key against a human, a pause or the end');
  claim(dialog?.fingerprint === answer.fingerprint, 'an answer is for the dialog that was seen last');
  const row = dialog.options.find(({ label }) => label === answer.label);
  claim(row?.kind !== 'costs-money', 'nothing that costs money is chosen');
  if (answer.by === 'human' || dialog.kind !== 'limit') return seen;
  claim(row?.label === waitRow, 'of the menu of a limit only the row that waits is chosen');
  claim(seen.sleep !== 'none', 'the menu is answered only for a limit that both witnesses know');
  claim(seen.decided.includes(answer.decisionId), 'a decision is committed before its key');
  return seen;
}

function typed(seen: Watched, effect: Extract<Effect, { type: 'type' }>): Watched {
  const { inputId, step, text } = effect;
  const isRetry = seen.inputs.includes(inputId);
  const next = { ...seen, inputs: isRetry ? seen.inputs : [...seen.inputs, inputId] };
  claim(isFree(seen), 'no text against a human, a pause or the end');
  if (isRetry) return next;
  const sleeps = seen.sleep === 'asleep' || seen.sleep === 'again';
  // An Enter ends what was begun before.
  claim(!sleeps || step === 'enter', 'nothing is typed while a session sleeps');
  const reading = seen.screen?.reading;
  claim(reading !== undefined, 'nothing new is typed before a look');
  if (step === 'enter') {
    claim(reading.state === 'draft' && draftHolds(reading.text, text), 'Enter follows a look at the text in the box');
    return next;
  }
  claim(isBoxEmpty(reading), 'a text is typed into an empty input box');
  if (effect.afterBanner !== true) {
    claim(reading.state === 'idle' && seen.sleep === 'none', 'nothing new is begun below a banner or a limit');
    return next;
  }
  const sent = seen.sent.filter((id) => !seen.dropped.includes(id));
  claim(sent.length < seen.leave, 'one continuation for each wake-up and each backoff');
  return { ...next, sent: [...sent, inputId] };
}

function isFree({ humans, halted, isOver }: Watched): boolean {
  return humans === 0 && halted.length === 0 && !isOver;
}
