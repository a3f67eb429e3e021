import type { Answer, Effect, PendingCall, Session, SessionEvent } from '../../src/session/session.ts';
import type { Task } from '../../src/session/task.ts';
import type { InWords } from './proseOracle.ts';
import { isInHand, isOnItsWay, noWords, wordsDone, wordsHeard } from './proseOracle.ts';
import { draftHolds } from '../../src/session/tasks.ts';

/**
 * What a watcher who sees only events and effects, never the session, knows so far. It states what must hold in every story,
 * in terms of what happened.
 */
export interface Seen {
  readonly trusted: boolean;
  readonly begun: boolean;
  readonly humans: number;
  readonly paused: boolean;
  /** What was said last of the CLI's version. */
  readonly cli: Session['cli'];
  readonly life: 'live' | 'stopping' | 'ended';
  /** The last frame that could be read; frames that tell nothing do not count. */
  readonly screen: Extract<SessionEvent, { type: 'screen' }> | undefined;
  /** Whether this daemon could read the last frame, if it has looked at all. */
  readonly look: 'none' | 'unreadable' | 'read';
  /** Counts the appearances of dialogs. */
  readonly appearance: number;
  readonly calls: readonly string[];
  /** Calls whose judgement was asked for and has not come. */
  readonly judging: readonly string[];
  /** Calls whose last verdict left them to a brain. */
  readonly left: readonly string[];
  /** The last consultation about a dialog that has had no advice: its id, and the appearance of the dialog it is about. */
  readonly consulting: { readonly id: string; readonly appearance: number } | undefined;
  /** The last thing a brain allowed, and the appearance of the dialog it was asked about. */
  readonly allowed: { readonly appearance: number } | undefined;
  readonly consulted: readonly string[];
  /** The question in words. */
  readonly words: InWords;
  /** The kill switch is thrown. */
  readonly off: boolean;
  /** How the dialog of each call that was named is drawn. */
  readonly drawn: ReadonlyMap<string, string>;
  /** The call that each decision was made for. */
  readonly about: ReadonlyMap<string, string>;
  /** `call fingerprint` that the policy approved. */
  readonly approved: readonly string[];
  readonly decided: readonly string[];
  readonly escalated: readonly string[];
  readonly withdrawn: readonly string[];
  /** The dialog of the question that waits for a person. */
  readonly question: Asked | undefined;
  /** What a person chose for an escalation and no answer has been made of yet. */
  readonly responses: readonly string[];
  readonly inputs: readonly string[];
  /** Inputs whose fate was told. */
  readonly told: readonly string[];
  /** Inputs that were surely not written. */
  readonly dropped: readonly string[];
  /** The last answer: its input, the appearance it was for, and whether it is known to have come to nothing. */
  readonly answer: { readonly inputId: string; readonly appearance: number; readonly over: boolean } | undefined;
  /** The last input with the text of each task. */
  readonly texts: readonly (readonly [text: string, inputId: string])[];
  readonly tasks: readonly Task[];
  readonly waiting: readonly string[];
}

/** A question to a person. */
interface Asked {
  readonly id: string;
  readonly fingerprint: string;
  /** The call that it was said to be about. */
  readonly call: string | undefined;
  /** True once the result came of its call, or where none was named, of one that is drawn like the dialog. */
  readonly outlived: boolean;
}

export function nothingSeen(trusted: boolean): Seen {
  return {
    trusted,
    begun: false,
    humans: 0,
    paused: false,
    cli: undefined,
    life: 'live',
    screen: undefined,
    look: 'none',
    appearance: 0,
    calls: [],
    judging: [],
    left: [],
    consulting: undefined,
    allowed: undefined,
    consulted: [],
    words: noWords,
    off: false,
    drawn: new Map(),
    about: new Map(),
    approved: [],
    decided: [],
    escalated: [],
    withdrawn: [],
    question: undefined,
    responses: [],
    inputs: [],
    told: [],
    dropped: [],
    answer: undefined,
    texts: [],
    tasks: [],
    waiting: [],
  };
}

/** Takes in an event and the effects of its step; throws a sentence when something must not have happened. */
export function watch(before: Seen, event: SessionEvent, effects: readonly Effect[]): Seen {
  if (before.life === 'ended') {
    claim(effects.length === 0, 'nothing is done after the end');
    return before;
  }
  const isTyping = before.tasks.some((task) => task.state === 'typing');
  let seen = happened({ ...before, words: wordsHeard(before.words, event, isTyping) }, event);
  for (const effect of effects) seen = performed(seen, effect, event);
  if (event.type === 'written' && event.result === 'stale')
    claim(!isLostKey(before, event.inputId) || effects.length > 0, 'a key that was not written leads to something');
  staysAwake(seen);
  return seen;
}

/** An effect about the question in words has an oracle of its own beside what holds for all of its kind. */
function performed(seen: Seen, effect: Effect, event: SessionEvent): Seen {
  const words = wordsDone(seen.words, effect, event, claim);
  const isAsked = effect.type === 'escalate' && effect.escalation.dialog.kind === 'prose';
  const isConsulted = effect.type === 'consult' && effect.matter.kind === 'prose';
  const next = done(seen, effect, event);
  // A dialog may come while a question in words waits for a person.
  const others = isAsked ? { question: seen.question } : isConsulted ? { consulting: seen.consulting } : {};
  return { ...next, ...others, words: words ?? next.words };
}

/** True for the key of an answer to the dialog that still stands there, of which nothing is known yet. */
function isLostKey({ answer, appearance, told }: Seen, inputId: string): boolean {
  return answer?.inputId === inputId && !answer.over && answer.appearance === appearance && !told.includes(inputId);
}

function claim(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(`broken: ${sentence}`);
}

function happened(seen: Seen, event: SessionEvent): Seen {
  switch (event.type) {
    case 'screen':
      return screenSettled(seen, event);
    case 'call-pending':
      return {
        ...seen,
        calls: [...seen.calls, event.call.id],
        drawn: new Map([...seen.drawn, [event.call.id, drawnAs(event.call)]]),
      };
    case 'call-done':
      return {
        ...seen,
        question: seen.question && outlives(seen, seen.question, event.callId),
        calls: seen.calls.filter((id) => id !== event.callId),
        judging: seen.judging.filter((id) => id !== event.callId),
      };
    case 'judged': {
      const judging = seen.judging.filter((id) => id !== event.callId);
      const others = seen.left.filter((id) => id !== event.callId);
      if (event.verdict.action === 'ask-brain') return { ...seen, judging, left: [...others, event.callId] };
      if (event.verdict.action !== 'approve') return { ...seen, judging, left: others };
      return { ...seen, judging, approved: [...seen.approved, `${event.callId} ${event.fingerprint}`] };
    }
    case 'advised': {
      const { consulting } = seen;
      if (consulting?.id !== event.consultId) return seen;
      const allowed = event.advice.say === 'person' ? undefined : { appearance: consulting.appearance };
      return { ...seen, consulting: undefined, allowed };
    }
    case 'switch':
      return { ...seen, off: event.off };
    case 'written':
      return inputTold(seen, event);
    case 'deadline': {
      const waiting = seen.waiting.filter((name) => name !== event.name);
      return event.name === 'answer' && seen.answer
        ? { ...seen, waiting, answer: { ...seen.answer, over: true } }
        : { ...seen, waiting };
    }
    case 'human':
      return { ...seen, humans: Math.max(0, seen.humans + (event.holds ? 1 : -1)) };
    case 'pause':
      return { ...seen, paused: true };
    case 'resume':
      return { ...seen, paused: false };
    case 'cli':
      return { ...seen, cli: event.standing };
    case 'task':
      return { ...seen, tasks: [...seen.tasks, { ...event.task, state: 'queued' }] };
    case 'respond':
      return { ...seen, responses: [`${event.escalationId} ${event.label}`] };
    case 'stop':
      return { ...seen, life: 'stopping' };
    case 'exited':
      return { ...seen, life: 'ended' };
    case 'recovered':
      return {
        ...seen,
        humans: 0,
        calls: [],
        judging: [],
        consulting: undefined,
        waiting: [],
        look: 'none',
        answer: seen.answer && { ...seen.answer, over: true },
      };
    default:
      return seen;
  }
}

function drawnAs({ tool, input }: PendingCall): string {
  const shown = tool === 'Edit' ? input['file_path'] : input['command'];
  return `${tool} ${typeof shown === 'string' ? shown : ''}`;
}

function outlives(seen: Seen, question: Asked, callId: string): Asked {
  const isAlike = seen.calls.includes(callId) && seen.drawn.get(callId) === question.fingerprint;
  const isMeant = question.call === undefined ? isAlike : question.call === callId;
  return { ...question, outlived: question.outlived || isMeant };
}

function screenSettled(seen: Seen, event: Extract<SessionEvent, { type: 'screen' }>): Seen {
  const { state } = event.reading;
  if (state === 'starting') return { ...seen, look: 'none' };
  if (state === 'unknown') return { ...seen, look: 'unreadable' };
  const isSame = event.dialog !== undefined && event.dialog.fingerprint === seen.screen?.dialog?.fingerprint;
  return {
    ...seen,
    begun: seen.begun || state === 'idle' || state === 'draft' || state === 'busy',
    screen: event,
    look: 'read',
    appearance: isSame ? seen.appearance : seen.appearance + 1,
  };
}

function inputTold(seen: Seen, event: Extract<SessionEvent, { type: 'written' }>): Seen {
  const told = [...seen.told, event.inputId];
  if (event.result !== 'stale' && event.result !== 'moved') return { ...seen, told };
  const { answer } = seen;
  const isOver = answer?.inputId === event.inputId;
  return {
    ...seen,
    told,
    dropped: [...seen.dropped, event.inputId],
    answer: answer && isOver ? { ...answer, over: true } : answer,
  };
}

function done(seen: Seen, effect: Effect, event: SessionEvent): Seen {
  switch (effect.type) {
    case 'judge':
      claim(seen.calls.includes(effect.call.id), 'only a pending call is judged');
      return { ...seen, judging: [...seen.judging, effect.call.id] };
    case 'consult': {
      const { consultId: id, matter } = effect;
      claim(!seen.consulted.includes(id), 'a consultation has an id of its own');
      claim(seen.humans === 0 && !seen.paused && !seen.off && seen.life === 'live', 'nobody is consulted for nothing');
      claim(matter.kind !== 'permission' || matter.verdict.action === 'ask-brain', 'only what was left open is asked');
      const consulted = [...seen.consulted, id];
      return { ...seen, consulted, consulting: { id, appearance: seen.appearance } };
    }
    case 'decide':
      claim(!seen.decided.includes(effect.decision.id), 'a decision is made once');
      return {
        ...seen,
        decided: [...seen.decided, effect.decision.id],
        about: effect.decision.call
          ? new Map([...seen.about, [effect.decision.id, effect.decision.call.id]])
          : seen.about,
      };
    case 'outcome':
      claim(seen.decided.includes(effect.decisionId), 'only what was decided has an outcome');
      return seen;
    case 'answer':
      return answered(seen, effect, event);
    case 'type':
      return typed(seen, effect);
    case 'escalate':
      claim(seen.decided.includes(effect.escalation.id), 'a question to a person is a decision');
      claim(seen.life === 'live', 'nobody is asked about a session that is ending');
      claim(
        seen.question === undefined || effect.escalation.dialog.kind === 'prose',
        'one question about a dialog is asked at a time',
      );
      return {
        ...seen,
        escalated: [...seen.escalated, effect.escalation.id],
        question: {
          id: effect.escalation.id,
          fingerprint: effect.escalation.dialog.fingerprint,
          call: seen.about.get(effect.escalation.id),
          outlived: false,
        },
      };
    case 'withdraw':
      claim(seen.escalated.includes(effect.escalationId), 'only a question that was asked is taken back');
      claim(!seen.withdrawn.includes(effect.escalationId), 'a question is taken back once');
      return {
        ...seen,
        withdrawn: [...seen.withdrawn, effect.escalationId],
        question: seen.question?.id === effect.escalationId ? undefined : seen.question,
      };
    case 'deadline':
      return { ...seen, waiting: [...seen.waiting.filter((name) => name !== effect.name), effect.name] };
    case 'cancel-deadline':
      return { ...seen, waiting: seen.waiting.filter((name) => name !== effect.name) };
    case 'task-state': {
      const { task } = effect;
      return { ...seen, tasks: seen.tasks.map((known) => (known.id === task.id ? task : known)) };
    }
    case 'kill':
    case 'note':
    case 'sleep':
    case 'awake':
    case 'verify':
    case 'launch':
    case 'interrupt':
      return seen;
  }
}

function answered(seen: Seen, effect: Extract<Effect, { type: 'answer' }>, event: SessionEvent): Seen {
  const { answer, inputId, step } = effect;
  const dialog = seen.screen?.dialog;
  claim(dialog?.fingerprint === answer.fingerprint, 'an answer is for the dialog that was seen last');
  claim(
    seen.humans === 0 && seen.life === 'live',
    'nothing is answered while a human holds the pane or the session ends',
  );
  claim(seen.decided.includes(answer.decisionId), 'a decision is committed before its key');
  claim(!seen.inputs.includes(inputId), 'each key has an id of its own');
  const chosen = dialog.options.find((option) => option.label === answer.label);
  const next = { ...seen, inputs: [...seen.inputs, inputId] };
  if (step > 0) {
    claim(seen.answer !== undefined && seen.told.includes(seen.answer.inputId), 'a further key follows a written one');
    claim(seen.answer.appearance === seen.appearance && event.type === 'screen', 'a further key follows a look');
  } else if (seen.answer && !seen.answer.over) {
    claim(seen.answer.appearance !== seen.appearance, 'an appearance of a dialog is answered once');
  }
  claim(!seen.off, 'nothing is typed while the kill switch is thrown');
  if (answer.by === 'human') {
    const wanted = `${event.type === 'respond' ? event.escalationId : ''} ${answer.label}`;
    claim(step > 0 || seen.responses.includes(wanted), 'a person chose what is answered in their name');
    if (step === 0) isMeant(seen, answer);
    return { ...next, responses: [], answer: { inputId, appearance: seen.appearance, over: false } };
  }
  claim(!seen.paused, 'a paused session answers nothing by itself');
  if (step === 0)
    claim(seen.cli === undefined || seen.cli === 'checked', 'nothing is approved on a version that was not checked');
  claim(seen.look === 'read', 'nothing is answered on a screen that cannot be read');
  claim(chosen?.kind === 'yes-once', 'only a one-time yes is answered without a person');
  if (answer.by === 'flag')
    claim(seen.trusted && !seen.begun && dialog.kind === 'trust', 'the flag speaks of trust only');
  else if (answer.by === 'brain') {
    claim(
      answer.callId !== undefined && seen.calls.includes(answer.callId),
      'the call that a brain answers is pending',
    );
    claim(seen.left.includes(answer.callId), 'the policy left this call to a brain');
    claim(step > 0 || event.type === 'judged', 'what a brain allowed is judged once more');
    claim(seen.allowed?.appearance === seen.appearance, 'a brain allowed it for the dialog that stands there');
  } else {
    claim(answer.callId !== undefined && seen.calls.includes(answer.callId), 'the call is pending');
    claim(seen.approved.includes(`${answer.callId} ${answer.fingerprint}`), 'the policy approved this call here');
  }
  return { ...next, answer: { inputId, appearance: seen.appearance, over: false } };
}

/** What looks the same may be another call's: the answer goes to the one that the person was asked about. */
function isMeant({ question, calls }: Seen, { callId }: Answer): void {
  claim(question !== undefined, 'what a person answers was asked');
  claim(question.call === callId, 'an answer is for the call that the person was asked about');
  claim(callId === undefined || calls.includes(callId), 'the call that a person answers is pending');
  claim(!question.outlived, 'a question ends with its call');
}

function typed(seen: Seen, effect: Extract<Effect, { type: 'type' }>): Seen {
  const { inputId, step, text } = effect;
  claim(
    seen.humans === 0 && !seen.paused && !seen.off && seen.life === 'live',
    'nothing is typed against a human, a pause, the kill switch or the end',
  );
  const isRetry = seen.inputs.includes(inputId);
  if (isRetry) claim(!seen.told.includes(inputId), 'only an input of unknown fate is tried again');
  else claim(seen.look === 'read', 'nothing new is typed before a look at a readable screen');
  const inputs = isRetry ? seen.inputs : [...seen.inputs, inputId];
  const reading = seen.screen?.reading;
  if (step === 'enter') {
    if (!isRetry)
      claim(
        reading?.state === 'draft' && draftHolds(reading.text, text),
        'Enter follows a look at the text in the box',
      );
    return { ...seen, inputs };
  }
  if (isRetry) return { ...seen, inputs };
  claim(reading?.state === 'idle', 'a text is typed into an empty input box');
  const isReply = seen.words.reply?.text === text && isOnItsWay(seen.words);
  const earlier = isReply ? undefined : seen.texts.findLast(([known]) => known === text);
  claim(!earlier || seen.dropped.includes(earlier[1]), 'a text is typed again only when it was surely not written');
  return { ...seen, inputs, texts: [...seen.texts, [text, inputId]] };
}

/** What must hold between events, so that nothing is forgotten: something is under way, waited for, or asked of a person. */
function staysAwake(seen: Seen): void {
  claim(seen.words.asked === undefined || seen.words.open !== undefined, 'nobody is asked what is answered');
  if (seen.humans > 0 || seen.life !== 'live') return;
  const asked = seen.question !== undefined;
  const isUnsent = seen.question?.fingerprint.startsWith('unsent:') === true;
  if (isUnsent && seen.look === 'read')
    claim(seen.screen?.reading.state === 'draft', 'an unsent text is asked about while it stands');
  if (seen.question && !isUnsent && seen.look === 'read')
    claim(seen.question.fingerprint === seen.screen?.dialog?.fingerprint, 'a question goes with its dialog');
  // While the version is being asked for, its answer is what comes.
  if (seen.screen?.dialog && seen.look === 'read' && seen.cli !== 'asking') {
    const waits = seen.waiting.includes('witness') || seen.waiting.includes('answer');
    const isConsulted = seen.consulting?.appearance === seen.appearance;
    claim(asked || waits || seen.judging.length > 0 || isConsulted, 'a dialog on the screen is not forgotten');
  }
  if (seen.look === 'unreadable') {
    // An answer that is on its way is waited for first.
    const waits = seen.waiting.includes('unknown') || seen.waiting.includes('answer');
    claim(asked || waits, 'an unreadable screen is not forgotten');
  }
  if (seen.paused || seen.off || seen.look !== 'read' || seen.screen?.reading.state !== 'idle') return;
  const has = (state: Task['state']): boolean => seen.tasks.some((task) => task.state === state);
  if (seen.words.open !== undefined) {
    claim(asked || seen.cli === 'asking' || isInHand(seen.words), 'a question in words is not forgotten');
    return;
  }
  claim(!has('typing') || seen.waiting.includes('typing'), 'a text on its way is waited for');
  claim(!has('running') || seen.waiting.includes('quiet'), 'a running task on an idle screen is waited for');
  const isBusy = has('typing') || has('running') || seen.words.reply?.state === 'running';
  claim(asked || !has('queued') || isBusy, 'a task is typed when the input box is free');
}
