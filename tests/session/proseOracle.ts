import { proseQuestion } from '../../src/policy/consulting/prose.ts';
import type { Effect, SessionEvent } from '../../src/session/session.ts';
import type { Task } from '../../src/session/task.ts';

/** What a watcher knows of the question in words that the last turn ended with. */
export interface InWords {
  /** The text that ends in the open question. */
  readonly open: string | undefined;
  /** The text of a question that a person wants no answer to: its end may be told twice, until Claude is seen to go on. */
  readonly dismissed: string | undefined;
  /** The consultation that runs. */
  readonly consult: string | undefined;
  /** The advice for it has just come. */
  readonly isAdvised: boolean;
  /** The question to a person. */
  readonly asked: string | undefined;
  /** The last reply that was decided. */
  readonly reply: Task | undefined;
  /** A person chose it. */
  readonly isPersons: boolean;
}

export const noWords: InWords = {
  open: undefined,
  dismissed: undefined,
  consult: undefined,
  isAdvised: false,
  asked: undefined,
  reply: undefined,
  isPersons: false,
};

/** What an event means for the question; `isTyping`: a text is on its way into the input box. */
export function wordsHeard(before: InWords, event: SessionEvent, isTyping: boolean): InWords {
  const words = { ...before, isAdvised: false };
  switch (event.type) {
    case 'turn-ended':
      if (event.text !== '' && (event.text === words.open || event.text === words.dismissed)) return words;
      return {
        ...words,
        dismissed: undefined,
        open:
          (!isTyping || isOnItsWay(words)) && event.text !== '' && proseQuestion(event.text) ? event.text : undefined,
        consult: undefined,
      };
    case 'task':
      // A reply that is decided by a person, or begun, goes first.
      if (isOnItsWay(words) || (words.reply?.state === 'queued' && words.isPersons)) return words;
      return { ...words, open: undefined, consult: undefined };
    case 'prompt-sent':
    case 'exited':
      return { ...words, open: undefined, dismissed: undefined, consult: undefined };
    case 'call-pending':
      return event.call.agent === undefined && !event.history ? { ...words, dismissed: undefined } : words;
    case 'advised':
      return words.consult === event.consultId ? { ...words, consult: undefined, isAdvised: true } : words;
    case 'recovered':
    case 'pause':
      return { ...words, consult: undefined };
    case 'human':
      return event.holds ? { ...words, consult: undefined } : words;
    case 'switch':
      return event.off ? { ...words, consult: undefined } : words;
    case 'screen':
      return event.dialog ? { ...words, consult: undefined } : words;
    default:
      return words;
  }
}

/** The text of the reply stands, or may stand, in the input box. */
export function isOnItsWay({ reply }: InWords): boolean {
  return reply?.state === 'typing';
}

/** What an effect does about the question; undefined when it is about something else. Throws when it must not happen. */
export function wordsDone(
  words: InWords,
  effect: Effect,
  event: SessionEvent,
  claim: (holds: boolean, sentence: string) => void,
): InWords | undefined {
  switch (effect.type) {
    case 'consult':
      claim(words.consult === undefined, 'one consultation runs at a time');
      if (effect.matter.kind !== 'prose') return undefined;
      claim(words.open !== undefined, 'a brain is asked in words about an open question');
      return { ...words, consult: effect.consultId };
    case 'decide': {
      const { kind, by, id, label } = effect.decision;
      if (kind !== 'prose') return undefined;
      claim(words.open !== undefined, 'only an open question is decided about');
      if (by === 'brain') claim(words.isAdvised, 'a brain chose the reply when it was asked last');
      const isPersons = event.type === 'respond' || event.type === 'dismiss';
      if (by === 'human') claim(isPersons && words.asked === event.escalationId, 'a person was asked');
      if (event.type === 'dismiss') return { ...words, open: undefined, dismissed: words.open };
      const reply = label === '' ? words.reply : ({ id: `${id}:reply`, text: label, state: 'queued' } as const);
      return { ...words, reply, isPersons: label === '' ? words.isPersons : by === 'human' };
    }
    case 'escalate':
      if (effect.escalation.dialog.kind !== 'prose') return { ...words, consult: undefined };
      claim(words.asked === undefined, 'one question in words is asked at a time');
      return { ...words, asked: effect.escalation.id };
    case 'withdraw':
      return effect.escalationId === words.asked ? { ...words, asked: undefined } : undefined;
    case 'task-state':
      if (effect.task.id !== words.reply?.id) return undefined;
      return { ...words, reply: effect.task, open: effect.task.state === 'running' ? undefined : words.open };
    case 'type':
      claim(words.open === undefined || words.reply?.text === effect.text, 'before an answer only the answer is typed');
      return undefined;
    default:
      return undefined;
  }
}

/** True where somebody or something is to answer the open question. */
export function isInHand({ consult, asked, reply }: InWords): boolean {
  return consult !== undefined || asked !== undefined || reply?.state === 'queued' || reply?.state === 'typing';
}
