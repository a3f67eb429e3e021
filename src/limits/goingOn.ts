/** Going on by itself: usage limits, errors, crashes, health. */
export const goingOnLimits = {
  // --- usage limits ------------------------------------------------------------------------------------------------
  /** The transcript confirms a limit that the screen shows within this time, else a person is asked. */
  limitConfirmedMs: 5_000,
  /** From a reset to waking who waits for it: clocks differ a little. A banner that leaves out the seconds adds its minute. */
  wakeMarginMs: 3_000,
  /** A CLI that says it goes on by itself gets this time on top before pcc helps: 2.1.329 went on 42 to 105 s after the reset, at a look every 30 s. */
  resumeGraceMs: 180_000,
  /** Where nobody knows the reset, one session tries after this, then after twice as long each time, up to the longest. */
  wakeTryFirstMs: 5_000,
  wakeTryLongestMs: 3_600_000,
  /** Sessions of one account are woken so far apart, and so many at once may not be known to be at work: one refusal spares the others. */
  wakeStaggerMs: 5_000,
  wakeAtOnce: 3,
  /** One that was woken and told nothing for this long holds the others up no more. */
  wakeVerifiedMs: 300_000,
  /** While somebody waits the wall clock is looked at this often: it may be set, and a host may sleep. */
  wakeLookMs: 30_000,
  /** Waits that are over are remembered up to so many, and so many of them are told. */
  wakesKept: 1_000,
  wakesShown: 50,
  /** A woken session is at work within this time, else it is looked at again. */
  wokenAtWorkMs: 60_000,

  // --- errors ------------------------------------------------------------------------------------------------------
  /** First wait before pcc continues after an error that the CLI gave up on; doubled each time, with chance added. As long, a transcript may say nothing of an error on the screen before a person is asked. */
  retryFirstMs: 15_000,
  retryLongestMs: 900_000,
  /** Up to this part of such a wait is added by chance, so that sessions that failed together do not try together. */
  retryJitter: 0.5,
  /** So many continuations in a row bring nothing before a person is asked. */
  retriesMax: 6,
  /** The same three where the API takes no more requests for the moment: its limits count by the minute. With what chance adds, the longest wait is a minute. */
  rateRetryFirstMs: 5_000,
  rateRetryLongestMs: 40_000,
  rateRetriesMax: 12,

  // --- crashes, and a context that is emptied ----------------------------------------------------------------------
  /** First wait before a CLI that crashed is started anew; doubled each time. */
  restartFirstMs: 500,
  restartLongestMs: 60_000,
  /** Between two tries while there is no pty host, whose starts have bounds of their own. */
  restartHostMs: 2_000,
  /** So many starts in a row without a turn that ended are a crash loop: their waits are ten minutes together, which outlives most outages. */
  cliRestartsMax: 16,
  /** After `/clear` was sent, the new transcript is there within 50 to 460 ms (2.0.20 to 2.1.329); so long one is waited for that is the only one. */
  clearSettleMs: 1_500,
  clearWithinMs: 10_000,
  /** The line of the command may bear a time that much before the key was sent: clocks are read at different moments. */
  clearEarlyMs: 250,
  /** The command stands within the first lines of its transcript. */
  clearHeadBytesMax: 65_536,
  /** Within so much of a transcript its conversation has begun, whatever the CLI notes before. */
  conversationHeadBytesMax: 1_000_000,
  /** Between two starts of lost sessions: many at one instant would each be slow. */
  relaunchEveryMs: 150,
  /** A session whose screen could not be taken up is tried again after this. */
  takeUpAgainMs: 5_000,
  /** A child that outlived its pty host ends by itself within this time when its terminal is gone, else it is ended. */
  leftoverMs: 1_500,

  // --- health ------------------------------------------------------------------------------------------------------
  /** All sessions that should work are looked at together this often: rarely enough to cost nothing. */
  healthLookMs: 15_000,
  /** A screen that moved within this is at work: a spinner turns several times a second. */
  healthFreshMs: 30_000,
  /** Processor time between two looks that is more than waiting takes; an idle program wakes up now and then too. */
  healthCpuMsMin: 50,
  /** Without any sign of life for this long a session is suspect: a CLI at work turns its spinner all the time. */
  healthSuspectMs: 300_000,
  /** The looks at a suspect session go on for this long before a person is asked. */
  healthConfirmMs: 60_000,
  /** A command that runs is a sign of life by being there for this long: three times what the CLI itself lets one take. */
  healthCommandMs: 1_800_000,
} as const;
