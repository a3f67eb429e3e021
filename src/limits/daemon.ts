/** The daemon, its socket, and what it keeps. */
export const daemonLimits = {
  // --- daemon and API ----------------------------------------------------------------------------------------------
  /** From starting a process to its first answer. */
  processStartMs: 10_000,
  /** One answer on a socket, unless the method follows something. */
  callMs: 30_000,
  /** One message on a socket; and levels of what comes in: more than a schema or an answer may have, and far below what overflows the stack. */
  messageBytesMax: 8_388_608,
  jsonDepthMax: 200,
  /** Room for what JSON-RPC adds around an answer. */
  messageEnvelopeBytes: 1_024,
  /** The token of a home: 256 bits cannot be guessed. */
  tokenBytes: 32,
  /** A client must have said hello within this. */
  helloMs: 10_000,
  /** When the daemon ends, a client gets this long to take what was written to it. */
  clientGoodbyeMs: 500,
  /** Calls in one batch, and calls of one client that wait for their answers. */
  batchCallsMax: 100,
  clientCallsMax: 256,
  /** Conversations at the same time; each attached terminal is one. */
  clientsMax: 128,
  /** Output waiting for one client; a slower one is sent a fresh snapshot instead. */
  clientBacklogBytesMax: 1_048_576,
  /** Longest path of a unix socket, without the closing NUL; a longer one is cut silently by Node 20. macOS has 104, Linux 108. */
  socketPathBytesMax: 103,
  /** So many pty hosts in a row that came to nothing are followed at once by another, and so often a lost follower of a session comes back. */
  restartsMax: 3,
  /** A pty host that stood this long has served; one that crashes for what it is given does so within a second. */
  hostServedMs: 5_000,
  /** First wait before a host is started anew where more in a row came to nothing; doubled each time. */
  hostRestartFirstMs: 500,
  hostRestartLongestMs: 60_000,
  /** A lease that a human holds ends after this much idleness, and the screen is read anew. */
  humanLeaseIdleMs: 300_000,
  /** Clients of a daemon that was killed come back to the next one within this; then sizes that nobody wants any more are given back. */
  reattachMs: 10_000,
  /** A follower of a log remembers the keys and outcomes of this many decisions, to tell them again when they change. */
  followedDecisionsMax: 1_000,
  /** Who follows a list gives up when its daemon went away more than `restartsMax` times within this. */
  followLossesMs: 60_000,

  // --- what is told of it ------------------------------------------------------------------------------------------
  /** Counts for monitoring are taken anew no more often: some are of all decisions that were ever made. */
  metricsEveryMs: 2_000,
  /** The delay of the event loop is measured this often while somebody asks for it, and no more when nobody has for this long. */
  loopDelayEveryMs: 50,
  loopDelayUnaskedMs: 300_000,
  /** What a CLI said of its login counts for this long: a face may ask every second, and each answer starts two processes. */
  authKeptMs: 5_000,

  // --- logs and the database ---------------------------------------------------------------------------------------
  /** A log file is rotated above this, and this many old ones are kept. */
  logFileBytesMax: 10_000_000,
  logFilesKept: 5,
  /** Its size is looked at every so many lines: a look costs more than a line. */
  logLinesPerLook: 200,
  /** Log lines kept of one session; those of its decisions come on top and stay for ever, as the decisions do. */
  eventsPerSessionMax: 20_000,
  /** Every so many lines the log of the session that wrote is cut, so that a single line stays cheap. */
  eventsTrimEvery: 64,
  /** The database is copied this often, so that a damaged one costs no more than this. */
  backupEveryMs: 600_000,
  /** A database that another program holds is waited for this long. */
  databaseBusyMs: 5_000,
  /** Retry of a full disk; a list looks ever more rarely, up to the longest. */
  diskRetryMs: 5_000,
  listRetryLongestMs: 60_000,
} as const;
