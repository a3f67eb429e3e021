import type { TaskOrder, TaskSource } from './task.ts';

/** What keeps a session going through limits, errors and crashes: its parts of a session, its events and its effects. */

/**
 * A usage limit that a turn ran into. `seen`: the screen shows it and the transcript does not confirm it yet; `asleep`: a wake-up
 * is stored; `waking`: its time has come, and whoever continues is waited for or has been typed for.
 */
export interface Limited {
  readonly stage: 'seen' | 'asleep' | 'waking';
  /** As the reading names it: `five_hour`, `seven_day`, … */
  readonly kind: string;
  /** ISO-8601 UTC; null where the screen does not tell. */
  readonly resetsAt: string | null;
  /** The CLI says that it goes on by itself while it runs. */
  readonly resumesItself: boolean;
  /** How often it was woken and ran into the limit again. */
  readonly vain: number;
  /** A person held the pane since the CLI went on by itself: where no turn runs any more, they may have ended it. */
  readonly attended?: true;
}

/** What the API refused a turn with, by the transcript. */
export type RefusalKind =
  | 'limit'
  | 'rate-limit'
  | 'overloaded'
  | 'network'
  | 'auth'
  | 'credit'
  | 'context-full'
  | 'other';

/** What the API refused the last turn with, and nothing has been done about yet. */
export interface Refusal {
  readonly kind: RefusalKind;
  readonly at?: string;
}

/** A turn that an error ended: the CLI has given up, and pcc tries again a bounded number of times. */
export interface Trouble {
  readonly kind: string;
  /** How many times pcc has continued since the last turn that went well. */
  readonly tries: number;
  /** How many of these were for requests that were too many: those have an end of their own. */
  readonly rateTries?: number;
  /** `waiting` for its backoff; `trying` the continuation is on its way or at work; `given-up` a person was asked. */
  readonly stage: 'waiting' | 'trying' | 'given-up';
}

/** The CLI is gone and comes back by itself. */
export interface Restarting {
  readonly why: string;
  /** `backoff` waits; `launching` the new child was asked for; `given-up` a person was asked what to do. */
  readonly stage: 'backoff' | 'launching' | 'given-up';
  /** Exit code of the child that is gone; absent where nobody saw how it ended. */
  readonly code?: number;
}

/** What was cut off and is to be continued: after a crash with a note, else by the configured text, unless the CLI does it itself. */
export interface Interrupted {
  readonly by: 'limit' | 'error' | 'crash' | 'host';
}

/** Tokens that were taken in and put out since the session began; what its budgets are held against. */
export interface Spent {
  readonly tokens: number;
  /** What the last request took in. */
  readonly context: number;
  /** How many milliseconds its turns have run, where a budget asks for it. */
  readonly ms?: number;
  /** The context is nearly full, and what is to be done about it between two tasks, by the configuration. */
  readonly full?: 'compact' | 'fresh';
  /** By the configuration, room is made where the CLI itself says that the context is full, in the middle of a turn. */
  readonly makesRoom?: true;
}

/** What a budget that is used up leads to: a person is asked, or the turn is stopped, and a person asked then where the queue is to wait. */
export type WhenSpent = 'ask' | 'stop' | 'stop-and-ask';

/**
 * A budget that is used up, of a task or of the whole session. `asked`: a person decides whether to go on; `stopping`: the turn
 * that runs is being ended.
 */
export type Budget = {
  readonly taskId?: string;
  readonly what: string;
} & (
  | { readonly stage: 'asked'; readonly escalationId: string }
  | {
      readonly stage: 'stopping';
      /** The Esc that is on its way, or was written; absent where none is. */
      readonly inputId?: string;
      /** How often Esc was pressed. */
      readonly presses: number;
      /** A person is asked once it has stopped. */
      readonly ask: boolean;
      /** The banner of a limit or an error stands there, of which the transcript has not told yet. */
      readonly banner?: true;
    }
);

/** What keeps a session going, among its fields. */
export interface LastingFields {
  readonly limit?: Limited;
  /** The limit of its account that another session told of: nothing new is begun before it is over. */
  readonly account?: { readonly kind: string; readonly resetsAt: string };
  readonly trouble?: Trouble;
  /** What the API refused the last turn with, by the transcript, until it goes on there. */
  readonly refusal?: Refusal;
  /** The banner of a limit or an error that stands above the input box was settled: it keeps nothing back and asks nobody. */
  readonly settledBanner?: true;
  /** What continues a turn that was cut off, as configured. */
  readonly goOnText?: string;
  readonly interrupted?: Interrupted;
  /** It may be started anew on its transcript when its CLI crashes. */
  readonly lasting?: true;
  readonly restarting?: Restarting;
  /** How often in a row its CLI was started anew without a turn that ended in between. */
  readonly restarts?: number;
  /** Its CLI was started anew once: one that ends before it shows its input box has crashed. */
  readonly relaunched?: true;
  /** A prompt was sent since its context was empty. */
  readonly used?: true;
  readonly spent?: Spent;
  /** Id of the task whose command runs. */
  readonly verifying?: string;
  /** What Claude wrote for its successor before its context was emptied; it goes in front of the next task. */
  readonly handOver?: string;
  /** A budget that is used up, until a person or the stop of the turn has settled it: nothing is typed meanwhile. */
  readonly budget?: Budget;
  /** A person let the session go on without its own budget. */
  readonly unbounded?: true;
  /** The sequence number of the last step that its loop took by itself. */
  readonly steps?: number;
}

export type LastingEvent =
  /** The transcript holds that the API refused a turn. `at`: when, ISO-8601 UTC, as the CLI wrote it. */
  | { readonly type: 'refused'; readonly kind: RefusalKind; readonly text: string; readonly at?: string }
  /** What continues a turn that was cut off, as it is configured now. */
  | { readonly type: 'go-on-text'; readonly text: string }
  /** Its time has come, by the plan of all sessions. `why` explains it. */
  | { readonly type: 'wake'; readonly why: string }
  /**
   * Another session of the same account told when a limit of all of it ends: nothing new is begun before. Absent: none is known
   * any more.
   */
  | { readonly type: 'account'; readonly limit?: { readonly kind: string; readonly resetsAt: string } }
  /** A change of the queue by a person. `before`: id of the task that it is to stand before, absent for the end. */
  | {
      readonly type: 'queue';
      readonly change:
        | { readonly do: 'move'; readonly task: string; readonly before?: string }
        | { readonly do: 'remove'; readonly task: string; readonly why: string }
        | { readonly do: 'retry'; readonly task: string }
        /** Its line in the file was edited while it waits. */
        | { readonly do: 'edit'; readonly task: string; readonly text: string; readonly source: TaskSource };
    }
  /**
   * What came of the verification of a task: `how` is the end of a sentence on how its command ended, `told` the end of its
   * output.
   */
  | {
      readonly type: 'verified';
      readonly taskId: string;
      readonly ok: boolean;
      readonly how: string;
      readonly told: string;
    }
  /** `ran`: so many milliseconds more a turn of this task ran. */
  | { readonly type: 'spent'; readonly spent: Spent; readonly ran?: { readonly taskId: string; readonly ms: number } }
  /** A task, or without one the session, has used up what it may: tokens or time. */
  | { readonly type: 'budget'; readonly taskId?: string; readonly what: string; readonly then: WhenSpent }
  /** The CLI began another transcript, as after `/clear`: its context is empty. */
  | { readonly type: 'context'; readonly claudeSessionId: string }
  /** A new child runs in place of the one that was lost; its transcript is continued. */
  | { readonly type: 'launched' }
  /** It could not be started. `final`: nor will it be by trying again; `asked`: nor before a person has agreed; `host`: for want of a pty host, which is no fault of the CLI. */
  | { readonly type: 'launch-failed'; readonly why: string; readonly cause?: 'final' | 'asked' | 'host' }
  /** What watches over its health found that it hangs (`why`), or that it works after all. */
  | { readonly type: 'health'; readonly stuck: boolean; readonly why: string };

export type LastingEffect =
  /** Keep a wake-up for this limit: stored before anything else follows. */
  | { readonly type: 'sleep'; readonly limit: Limited }
  /** It is at work again, or needs no wake-up any more: by the CLI itself, by what pcc typed, by a person, or because it ended. */
  | { readonly type: 'awake'; readonly by: 'itself' | 'pcc' | 'person' | 'end' }
  /** Run the command of a task in the folder of the project; what comes of it is told as `verified`. */
  | { readonly type: 'verify'; readonly taskId: string; readonly command: string }
  /** Start the CLI anew on its transcript; told as `launched` or `launch-failed`. */
  | { readonly type: 'launch' }
  /** Press Esc while a turn runs, to stop it. */
  | { readonly type: 'interrupt'; readonly inputId: string };

/** What the loop of a session did of its own accord; committed as a decision, with its reasons. */
export const agentActions = [
  'next',
  'verify',
  'clear',
  'compact',
  'go-on',
  'wait',
  'restart',
  'finish',
  'stop',
] as const;
export type AgentAction = (typeof agentActions)[number];

/** What the loop of a session decided, and why. */
export interface AgentStep {
  readonly action: AgentAction;
  /** What it is about: the text of a task, a command, a limit. */
  readonly subject: string;
  readonly reasons: readonly string[];
}

export type { TaskOrder };
