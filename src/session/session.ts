import type { JsonObject } from '../base/json.ts';
import type { Advice, BrainName } from '../policy/consulting/advice.ts';
import type { Matter } from '../policy/consulting/matter.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { Goal } from '../screen/goal.ts';
import type { Option, OptionKind, Question, Reading, ReadingState } from '../screen/reading.ts';
import type { LastingEffect, LastingEvent, LastingFields } from './lasting.ts';
import type { DecidedBy, Decision, Escalation, Outcome } from './decision.ts';
import type { Wanted } from './pages.ts';
import type { Prose } from './proseState.ts';
import type { Task, TaskOrder } from './task.ts';

/** A tool call that the transcript holds without a result. */
export interface PendingCall {
  /** The tool-use id of the API. */
  readonly id: string;
  readonly tool: string;
  readonly input: JsonObject;
  /** Set when a sub-agent made the call. */
  readonly agent?: string;
  /** The folder that the CLI stood in, as its transcript says. */
  readonly cwd?: string;
}

/** What a dialog on the screen is about, independent of where its selector rests. */
export interface Dialog {
  /** `prose`: no dialog of the screen's but a question in words that ended a turn. */
  readonly kind: 'permission' | 'question' | 'plan' | 'trust' | 'limit' | 'menu' | 'unknown' | 'prose';
  /** Equal for two frames exactly when they show the same dialog with the same options. */
  readonly fingerprint: string;
  readonly tool: string;
  readonly subject: string;
  readonly truncated: boolean;
  readonly question: string;
  readonly options: readonly Option[];
  /** The tabs of a question with several pages. */
  readonly tabs?: Question['tabs'];
}

/** Which option is to be chosen, bound to the dialog and the call it was decided for. */
export interface Answer {
  readonly decisionId: string;
  readonly by: DecidedBy;
  readonly fingerprint: string;
  /** The pending call, for permissions that pcc answers itself; absent where a person answers a dialog without one. */
  readonly callId?: string;
  readonly label: string;
  readonly kind: OptionKind;
  /** What is wanted of the page on the screen; the row with the label where nothing else is said. */
  readonly goal: Goal;
  /** For a question: what is wanted of each page from the first that was answered on. */
  readonly course?: Course;
  /** Words for Claude that the dialog has no place for: they are sent as the next prompt once the call is refused. */
  readonly message?: string;
  /** How often a key was refused because something had come out since the look at the screen. */
  readonly stale?: number;
  /** A key of it was written: the answer has left its mark on the dialog, whatever comes of the rest. */
  readonly begun?: true;
  /** What a person who chose it was shown: where nothing comes of it, the dialog waits again under no lower class. */
  readonly asked?: Verdict;
}

/** A way through the pages of one AskUserQuestion call. */
export interface Course {
  /** Index of the page that the first goal is for. */
  readonly first: number;
  readonly goals: readonly Wanted[];
}

/** What a person answers: told by its label, reached by its goals, one for each page from the one on the screen on. */
export interface Reply {
  readonly label: string;
  readonly goals: readonly Goal[];
  readonly message?: string;
}

/**
 * The dialog that stands on the screen and how far its answer is. `witness`: waiting for the transcript to name the call;
 * `judging`: policy was asked; `consulting`: a brain was asked; `waiting`: a person was asked; `answering`: keys are on their
 * way, step by step; `answered`: no further key is sent, and the old dialog may linger for a moment.
 */
export type Ask = { readonly dialog: Dialog; readonly attempts: number } & (
  | { readonly stage: 'witness' }
  | {
      readonly stage: 'judging';
      readonly call: PendingCall;
      /** Leave that a brain gave, and what the policy said when it was asked: the call is judged anew before it is used. */
      readonly leave?: { readonly by: BrainName; readonly advice: Advice; readonly verdict: Verdict };
    }
  | {
      readonly stage: 'consulting';
      readonly consultId: string;
      readonly call: PendingCall;
      /** Why the policy does not answer it itself; what a person is told beside the brain's reason. */
      readonly verdict: Verdict;
      /** For a question: index of the page that was open. */
      readonly page: number;
    }
  | { readonly stage: 'waiting'; readonly escalationId: string; readonly call?: PendingCall; readonly verdict: Verdict }
  | {
      readonly stage: 'answering';
      readonly answer: Answer;
      readonly step: number;
      /** '' while a refused key waits for the next frame. */
      readonly inputId: string;
      /** True once the host wrote this step's key: the next step waits for the screen to show its effect. */
      readonly written: boolean;
    }
  | {
      readonly stage: 'answered';
      readonly answer: Answer;
      /** The input whose fate is still to be told, where the answer was held back while its key was on its way. */
      readonly inputId?: string;
    }
);

/** An answer whose dialog is gone and whose call has no result yet. */
export interface Unconfirmed {
  readonly decisionId: string;
  readonly callId: string;
  /** How many answers this call has had, this one included. */
  readonly attempts: number;
  /** True when leave was given: then a result without error is expected; else a refusal. */
  readonly allowed: boolean;
  /** For a question: the answers that are expected. */
  readonly wanted?: readonly Wanted[];
  /** Words for Claude that are to be sent once the refusal is confirmed. */
  readonly message?: string;
  /** The input whose fate is still to be told: the dialog went before anybody said that its key was written. */
  readonly inputId?: string;
  /** An earlier key of the answer was written. */
  readonly begun?: true;
  /** What a person chose, and what they were shown of it. */
  readonly chosen?: Pick<Answer, 'label' | 'asked'>;
}

/** How far the text of a task is on its way into the input box and out of it. */
export interface Typing {
  readonly taskId: string;
  readonly step: 'text' | 'enter';
  readonly inputId: string;
  /** The host confirmed that this step's input was written. */
  readonly written: boolean;
  /** How often Enter was pressed on this text. */
  readonly enters: number;
  /** Nobody told that this Enter was written, as where a daemon died over it: that it was is only assumed. */
  readonly assumed?: true;
  /** The CLI has drawn nothing since Enter, and was given more time. */
  readonly patient?: true;
}

/** The whole life of one session as a value. No clock, no I/O: what happens comes in as events. */
export interface Session extends LastingFields {
  readonly id: string;
  /** `launching` no screen yet; `live`; `restarting` the CLI is gone and comes back; `stopping` was asked to end; `ended`. */
  readonly phase: 'launching' | 'live' | 'restarting' | 'stopping' | 'ended';
  readonly exitCode?: number;
  /** A person asked it to end. */
  readonly stopped?: true;
  readonly paused: boolean;
  /** The kill switch is thrown: pcc types nothing at all. */
  readonly off?: true;
  /** How many humans hold the pane. */
  readonly humans: number;
  /** The caller of `start` vouched for the folder. */
  readonly trusted: boolean;
  /** True once the input box was seen: from then on a trust dialog is none of the start. */
  readonly begun: boolean;
  /**
   * What is known of the CLI's version: `asking` it has not been told yet, `checked` pcc reads and answers it right,
   * `unchecked` nobody knows that. Absent where nobody keeps watch over it.
   */
  readonly cli?: 'asking' | 'unchecked' | 'checked';
  readonly state: ReadingState;
  readonly reading: Reading;
  readonly calls: readonly PendingCall[];
  readonly ask?: Ask;
  /** The child has another size since the question to a person was asked, and its dialog was not read anew yet. */
  readonly resized?: true;
  readonly unconfirmed: readonly Unconfirmed[];
  readonly tasks: readonly Task[];
  /** The number of the last task that was given: its id is `<session>.<number>`, never used twice. */
  readonly given?: number;
  readonly typing?: Typing;
  /** The question in words that the last turn ended with, until it is answered. */
  readonly prose?: Prose;
  /** How many questions in words a brain has answered since a person last spoke. */
  readonly proseReplies?: number;
  /** The question to which a brain's reply was last sent since then. */
  readonly proseAnswered?: string;
  /** The sequence number of the last consultation. */
  readonly consults?: number;
  /** The sequence number of the last input made; input ids are `<session>:<n>`, never used twice. */
  readonly inputs: number;
  /** The sequence number of the last decision made. */
  readonly decisions: number;
}

/** What happened, in the order it was noticed. */
export type SessionEvent =
  /** A settled frame was read; `dialog` describes what asks, if anything does. */
  | { readonly type: 'screen'; readonly reading: Reading; readonly dialog?: Dialog }
  /** `history`: an earlier daemon knew of it; it says nothing of what goes on now. */
  | { readonly type: 'call-pending'; readonly call: PendingCall; readonly history?: true }
  | {
      readonly type: 'call-done';
      readonly callId: string;
      /** The result says that the user did not allow the call. */
      readonly refused: boolean;
      /** What was answered to each question, where the call asked some. */
      readonly answers?: Readonly<Record<string, string>>;
    }
  /** The transcript holds a prompt that the user sent. */
  | { readonly type: 'prompt-sent'; readonly text: string; readonly at?: string }
  | { readonly type: 'turn-ended'; readonly text: string }
  | { readonly type: 'judged'; readonly callId: string; readonly fingerprint: string; readonly verdict: Verdict }
  /** What a brain said to a consultation. */
  | { readonly type: 'advised'; readonly consultId: string; readonly by: BrainName; readonly advice: Advice }
  /** What became of an input. `last`: an answer needs no further key. */
  | { readonly type: 'written'; readonly inputId: string; readonly result: WriteResult; readonly last: boolean }
  | {
      readonly type: 'deadline';
      readonly name: DeadlineName;
      /** Nothing has come out since the last key: the child may not have read it yet, and another one would wait behind it. */
      readonly unmoved?: boolean;
      /** With `quiet`: the assistant's last words, where nothing came after them. */
      readonly text?: string;
    }
  | { readonly type: 'human'; readonly holds: boolean }
  | { readonly type: 'cli'; readonly standing: NonNullable<Session['cli']> }
  /** `resized`: the terminal got another size by pcc. */
  | { readonly type: 'resized' }
  | { readonly type: 'pause' | 'resume' }
  /** The kill switch was thrown (`off`) or taken back. */
  | { readonly type: 'switch'; readonly off: boolean }
  /** `queued`: it is for the queue alone; else a text without conditions answers the question in words that stands open. */
  | { readonly type: 'task'; readonly task: TaskOrder; readonly queued?: true }
  | LastingEvent
  /** A person chose for an escalation. */
  | { readonly type: 'respond'; readonly escalationId: string; readonly label: string; readonly reply?: Reply }
  /** A person says that a question in words needs no answer. */
  | { readonly type: 'dismiss'; readonly escalationId: string }
  | { readonly type: 'stop' }
  | {
      readonly type: 'exited';
      readonly code: number;
      /** It went with its pty host, so that nobody saw how. */
      readonly unseen?: true;
      /** The transcript does not end with an answer: a turn may have been cut off. */
      readonly open?: true;
    }
  /** The session was taken up again after a break: nothing that was in flight is known to have arrived. */
  | {
      readonly type: 'recovered';
      /** A new daemon: humans have to take the pane anew, and the transcript is read again from its beginning. */
      readonly anew: boolean;
    };

/**
 * `written` now; `repeated`: before; nothing was written: `stale` something came out since the look, or the look found another
 * dialog than the one that was meant, `moved` it was no time or no place to type, `exited` nobody is there to type for.
 */
export type WriteResult = 'written' | 'repeated' | 'stale' | 'moved' | 'exited';

/**
 * What should have happened: `witness` the transcript names the call; `answer` the dialog is gone; `typing` the text was seen, or
 * has left; `unknown` the screen can be read; `quiet` an empty input box has no turn behind it; `resized` a dialog is drawn anew;
 * `limit` the transcript confirms a limit; `woken` a woken session is at work; `retry` and `restart` the backoff is over; `stopped`
 * a turn has ended after Esc.
 */
export type DeadlineName =
  | 'witness'
  | 'answer'
  | 'typing'
  | 'unknown'
  | 'quiet'
  | 'resized'
  | 'limit'
  | 'woken'
  | 'retry'
  | 'restart'
  | 'stopped';

/** What is to be done, in this order. A later effect is not begun when an earlier one failed. */
export type Effect =
  | { readonly type: 'judge'; readonly call: PendingCall; readonly fingerprint: string }
  /** Ask the session's brain; its advice comes back as `advised`. */
  | {
      readonly type: 'consult';
      readonly consultId: string;
      readonly matter: Matter;
      /** The call that asks; absent for a question in words. */
      readonly call?: PendingCall;
    }
  /** Commit the decision with its reasons before anything is typed. */
  | { readonly type: 'decide'; readonly decision: Decision }
  | { readonly type: 'outcome'; readonly decisionId: string; readonly outcome: Outcome }
  /** Type the next key of an answer, if the dialog with this fingerprint still stands there. */
  | { readonly type: 'answer'; readonly inputId: string; readonly answer: Answer; readonly step: number }
  /** Type the text of a task into an empty input box, or press Enter when exactly this text stands in it. */
  | {
      readonly type: 'type';
      readonly inputId: string;
      readonly step: Typing['step'];
      readonly text: string;
      /** The empty box may stand below the banner of a limit or an error, that is continued or was settled. */
      readonly afterBanner?: true;
    }
  | { readonly type: 'escalate'; readonly escalation: Escalation }
  | { readonly type: 'withdraw'; readonly escalationId: string; readonly why: string; readonly decisionId?: string }
  /** `ms`: where it is not the time of the table; `jitter`: up to that part of it is added, by chance. */
  | { readonly type: 'deadline'; readonly name: DeadlineName; readonly ms?: number; readonly jitter?: number }
  | { readonly type: 'cancel-deadline'; readonly name: DeadlineName }
  /** `result`: the last words of the turn that ended it. */
  | { readonly type: 'task-state'; readonly task: Task; readonly result?: string }
  | { readonly type: 'kill' }
  | LastingEffect
  /** A line of the log: a warning, or where it is `plain` a fact that calls nobody. */
  | { readonly type: 'note'; readonly text: string; readonly plain?: true };

/** One step of the life. */
export type Step = Readonly<{ session: Session; effects: readonly Effect[] }>;

/** A session that was just asked for. */
export function newSession(id: string, trusted: boolean): Session {
  return {
    id,
    phase: 'launching',
    paused: false,
    humans: 0,
    trusted,
    begun: false,
    state: 'starting',
    reading: { state: 'starting', evidence: { top: 0, bottom: 0 } },
    calls: [],
    unconfirmed: [],
    tasks: [],
    inputs: 0,
    decisions: 0,
  };
}
