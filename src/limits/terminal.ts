/** The pty host, and recordings of what it read. */
export const terminalLimits = {
  // --- the pty host ------------------------------------------------------------------------------------------------
  /** Pause the PTY above this much output that the daemon has not taken yet, so that one noisy child cannot fill memory. */
  ptyBacklogBytesHigh: 1_000_000,
  /** Resume it below this; far enough under the upper level that the two do not flap. */
  ptyBacklogBytesLow: 250_000,
  /** Output kept in the host's memory for a daemon that comes back; longer gaps are read from the recording. */
  hostReplayChars: 2_000_000,
  /** A host that owns nothing goes away after this, so that no idle process stays behind for ever. */
  hostIdleExitMs: 60_000,
  /** From the polite signal (HUP) to the insisting one (TERM). */
  killInsistAfterMs: 3_000,
  /** From TERM to KILL. */
  killForceAfterMs: 3_000,
  /** Input ids remembered per session, so that a repeated write is recognised. */
  hostRememberedInputs: 4_096,
  /** Largest single input; a paste of this size is a document, not a keystroke. */
  inputBytesMax: 1_048_576,
  /** Sessions at the same time; each costs two descriptors and some megabytes. */
  sessionsMax: 128,
  /** A client whose un-acknowledged output holds a child back must acknowledge some within this, or it is detached. */
  hostAckWithinMs: 15_000,
  /** Clients of the host at the same time: one daemon, and a few that look on. */
  hostClientsMax: 32,
  /** Descriptors that must be free before a session starts: for itself (3), and so that others can still be ended and recorded. */
  hostSpareDescriptors: 16,
  /** Between two tries to reach a host that is starting. */
  hostConnectRetryMs: 25,
  /** A host that ended while starting may have lost to another that is not listening yet: that one is waited for this long. */
  hostRivalMs: 2_000,
  /** Bytes waiting in the host for one client, above which the connection is closed: it stopped reading altogether. */
  hostClientBacklogBytesMax: 64_000_000,
  /** Output read by force when a child has ended, so that a surviving grandchild that floods cannot hold the host. */
  ptyFinalBytesMax: 4_000_000,
  /** Input that the PTY had no room for is offered again after this. */
  ptyWriteRetryMs: 5,
  /** Longest marker text in a recording. */
  markCharsMax: 1_000,
  /** Smallest and largest terminal: below, dialogs are cut; above, no screen is that big. */
  colsMin: 20,
  colsMax: 1_000,
  rowsMin: 6,
  rowsMax: 500,

  // --- recordings --------------------------------------------------------------------------------------------------
  /** Events wait at most this long, and at most this many characters, before they are written: what a killed host loses. */
  recordingFlushMs: 200,
  recordingBufferChars: 262_144,
  /** Free space from which a recording that met a full disk goes on; less would fill at once and flap. */
  recordingResumeFreeBytes: 1_000_000,
  /** Longest line of a recording that is read; one read of output, fully escaped, is well below. */
  recordingLineCharsMax: 16_000_000,
  /** A recording file is closed and the next begun above this. */
  recordingFileBytesMax: 32_000_000,
  /** All files of one session together; the oldest go first. */
  recordingSessionBytesMax: 256_000_000,
  /** All recordings of a home together; the oldest files of ended sessions go first. */
  recordingTotalBytesMax: 4_000_000_000,
  /** A demo is played at the recording's pace, but no wait in it is longer. */
  demoPauseMsMax: 1_500,
  /** A recording that is watched plays at its own pace, but no wait is longer. */
  replayPauseMsMax: 2_000,
  /** Fastest a recording is watched, and as many times slower the slowest. */
  replaySpeedMax: 100,
} as const;
