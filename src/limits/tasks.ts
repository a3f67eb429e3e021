/** Tasks of a session: requirements, verification, queues, schedules. */
export const tasksLimits = {
  // --- files of requirements ---------------------------------------------------------------------------------------
  /** Largest requirements file that is followed, and the most tasks of one; people write some kilobytes and dozens. */
  requirementsFileBytesMax: 400_000,
  requirementsTasksMax: 500,
  /** Lines that changed at once and are looked through for edited tasks, and as much of each: more are no edits but another file. */
  requirementsEditsMax: 50,
  requirementsLikenessCharsMax: 2_000,
  /** A file is taken once it stood unchanged for this long: an editor may empty it before it writes. */
  requirementsSettleMs: 150,
  /** Whoever had a file open while it was replaced has written by then: an editor opens and writes at once. */
  requirementsLateMs: 1_000,
  /** Between two looks at a followed file, beside what the system tells of changes: one call of stat. */
  requirementsLookMs: 1_000,
  /** Times that one box is ticked: an older version of the file may be saved over a tick, and who empties the box again means it. */
  requirementsTicksMax: 2,
  /** Followed files of one session; a person names each. */
  requirementsFilesMax: 20,

  // --- receipts and verification -----------------------------------------------------------------------------------
  /** Of each prompt and result a receipt keeps this much, and of everything that it lists this many; its hashes tell the rest. */
  receiptTextCharsMax: 20_000,
  receiptListMax: 500,
  /** Largest receipt that is read back: far more than one that was written can have. */
  receiptBytesMax: 40_000_000,
  /** Rounds of verification before a task has failed: its output goes back to Claude in between. */
  verifyRoundsMax: 3,
  /** A verification takes no longer. */
  verifyMs: 1_800_000,
  /** As much of the end of its output goes back to Claude. */
  verifyTellCharsMax: 6_000,
  /** Of its output the end is kept while it runs: what is told, with room for what is left out. */
  verifyOutputCharsMax: 200_000,
  /** From asking its processes to end to ending them. */
  verifyKillMs: 2_000,

  // --- queues ------------------------------------------------------------------------------------------------------
  /** Tasks that have ended stay in a session up to so many; all of them stay in the store. */
  tasksEndedKept: 100,
  /** Tasks that wait in one session: a file of requirements has some dozens. */
  tasksQueuedMax: 1_000,
  /** The last words of a turn that are kept with its task, and those that are handed over to an emptied context. */
  taskResultCharsMax: 8_000,
  handOverCharsMax: 12_000,
  /** A request of so many tokens leaves too little of a window of 200,000 for a task; the CLI compacts by itself soon after. */
  contextFullTokens: 150_000,
  /** A turn has ended so long after Esc; Esc is pressed so often before a person is asked. */
  stoppedWithinMs: 5_000,
  escPressesMax: 3,
  /** Tokens and time of a turn are told to its session at most this often: each time is one write to the disk. */
  spentEveryMs: 5_000,

  // --- schedules ---------------------------------------------------------------------------------------------------
  /** A time of a schedule that is found later than this was missed: timers are late by less, and a look is taken every minute. */
  scheduleLateMs: 90_000,
  scheduleLookMs: 60_000,
  /** A clock that goes back by more was wrong before; by less it was set right, and what was counted stays counted. */
  scheduleClockBackMs: 3_600_000,
  /** Missed times that are made up for at most, and that are counted at most: a year of minutes is half a million. */
  scheduleMadeUpMax: 10,
  scheduleMissedCounted: 1_000,
  /** Schedules, and what came of each that is remembered, and told unless more is asked for. */
  schedulesMax: 200,
  scheduleRunsKept: 1_000,
  scheduleRunsShown: 20,
} as const;
