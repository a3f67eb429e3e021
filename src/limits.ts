/**
 * Every wait, queue, retry and size in one place, each with its unit in its name and its reason above it. Keys under
 * `settings` in `src/daemon/config.ts` start from these; nothing else in the program carries a number of this kind.
 */
export const limits = {
  // --- the pty host -------------------------------------------------------------------------------------------------
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

  // --- recordings ---------------------------------------------------------------------------------------------------
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

  // --- screens ------------------------------------------------------------------------------------------------------
  /** Size of a session's terminal until someone attaches: wide enough that no dialog hides an option. */
  defaultCols: 120,
  defaultRows: 40,
  /** Lines kept above the screen; dialogs that scroll away can still be read. */
  scrollbackLines: 1_000,
  /** A frame is at rest when nothing came out for this long; the CLI redraws a dialog within one write burst of some ms. */
  settleQuietMs: 120,
  /** The same for a dialog that looks complete: three times the longest pause seen within the drawing of one (18 ms). */
  settleLikelyMs: 60,
  /** The same for one whose picture the output itself ended: what follows at once belongs to the next picture. */
  settleWholeMs: 20,
  /** The same for a dialog that shows a file: its contents were drawn up to 196 ms after it. No answer waits for this: see dialogAgeMs. */
  settleFilledMs: 250,
  /** A screen that never rests (a spinner) is read at least this often. */
  settleAtMostMs: 400,
  /** A synchronized update, or a repaint after a change of size, that takes longer counts as ended, as terminals have it. */
  syncUpdateMaxMs: 1_000,
  /** What waits for a person stays this long over a change of size that pcc made, while its dialog is not read anew: a long one takes the CLI several repaints. */
  resizedAskMs: 6_000,
  /** A title or another text sequence that is longer without an end is given up. */
  openSequenceCharsMax: 65_536,
  /** Characters of one cell that are read: a letter with its marks; more are put on it only to fill memory. */
  cellCharsMax: 32,
  /** A reset time this little back is the one that is meant: a banner is drawn, and read, just after a short limit has ended. */
  resetGraceMs: 300_000,
  /** How often a CLI is asked once more to draw a screen of which output is missing; then a person looks at it. */
  redrawAsksMax: 3,
  /** A snapshot of the screen is stored after this much output at the latest. */
  snapshotEveryChars: 200_000,

  // --- typing -------------------------------------------------------------------------------------------------------
  /** A dialog must have been on screen for this long before a key is typed: a fresh one may ignore keys. */
  dialogAgeMs: 300,
  /** A text that was written must appear in the input box within this: a CLI that starts on a busy machine shows it late. */
  textSeenWithinMs: 20_000,
  /** It is to be told within this what became of a text or of Enter, and a text must have left the box this long after Enter. */
  typedSeenWithinMs: 5_000,
  /** After an answer the dialog must be gone within this. */
  answerSeenWithinMs: 5_000,
  /** The transcript must name the pending call within this once its dialog is drawn (seen: 4 to 180 ms). */
  witnessWithinMs: 3_000,
  /** How often a keystroke without effect may lead to a new decision on the same dialog before a person is asked. */
  redecideMax: 2,
  /** Keys of one answer: four pages of ten rows with a text each stay far below, and a dialog that never ends is left to a person. */
  answerKeysMax: 80,
  /** How often a key of a person's answer may find the screen redrawn under it; 2.1.329 redraws a dialog some 0.6 s after its first picture. */
  answerStaleMax: 5,

  /** A screen that cannot be read for this long is shown to a person. */
  unknownAskAfterMs: 10_000,
  /** From its start the CLI must have shown something readable within this, else a person is asked to look. */
  startReadableMs: 30_000,
  /** An input box that stays empty this long under a running task has no turn behind it whose end was missed. */
  quietTurnMs: 15_000,
  /** The same, when the transcript's last line is an answer: versions that write no end of a turn are known by it. */
  quietAnswerMs: 2_000,
  /** The CLI says its version within this; the native one takes half a second. */
  cliVersionMs: 10_000,
  /** Largest file of the CLI in which its login is looked for; the one with its projects grows to some megabytes. */
  loginFileBytesMax: 50_000_000,
  /** A CLI that said no version is asked again after this: a busy time, or the first start of a shim, may be over. */
  cliVersionAgainMs: 60_000,
  /** So often in all. */
  cliVersionTries: 5,

  /** From a key of a person's answer to the next one, or to knowing whether the answer arrived: one that shows nothing is given up before. */
  respondMs: 15_000,
  /** From a person's answer to its end: its caller gives up after `callMs`, so that longer ones are told to be under way. */
  respondTotalMs: 28_000,
  /** A text typed into a row of a dialog takes this part of the screen's rows at the most, so that no option is pushed off it. */
  rowTextPart: 0.2,
  /** From asking a session to end to its end: the waits of the host and some time of its own. */
  stopMs: 12_000,
  /** Lines of a log that are shown unless more are asked for. */
  logLinesShown: 500,

  // --- brains ---------------------------------------------------------------------------------------------------------
  /** From a consultation to its answer; a model of some gigabytes is read from disk first. At most what Node waits for headers. */
  brainMs: 60_000,
  brainMsMax: 240_000,
  /** Looking whether a brain could be asked; below `callMs`, since a caller waits. */
  brainCheckMs: 10_000,
  /** An answer of a brain's server that is longer is not read to its end; a good one has a kilobyte. */
  brainAnswerBytesMax: 262_144,
  /** Tokens of the window that Ollama is to give a prompt and its answer; a bigger one costs memory on small machines. */
  brainContextTokens: 16_384,
  /** Tokens of an answer, with what the model thinks before it. */
  brainAnswerTokensMax: 4_096,
  /** The same for Gemini, whose window is large and whose models think at length. */
  brainThoughtTokensMax: 16_384,
  /** Prompt: half of what the rest of the window holds at the usual four bytes a token, so that nothing of it is dropped unseen. */
  brainPromptBytesMax: 24_000,
  /** A prompt of which the server counted fewer tokens than one in so many bytes was cut: an overfull window is halved. */
  brainBytesPerTokenMax: 6,
  /** Facts in a prompt, in characters: requirements, the rows of the screen, the words before a question, one short text. */
  brainRequirementsCharsMax: 5_000,
  brainScreenCharsMax: 3_000,
  brainTextCharsMax: 4_000,
  brainLineCharsMax: 200,
  /** Facts in a prompt, by number. */
  brainPreferencesMax: 40,
  brainPastMax: 10,
  /** A brain's reason, as it stands in the log. */
  brainReasonCharsMax: 300,
  /** How often a busy or failing server is asked again within the time of a consultation. */
  brainRetriesMax: 4,
  /** Before the first of these; then twice as long each time, and up to twice that by chance. */
  brainRetryMs: 500,
  brainRetryMsMax: 8_000,

  // --- transcript ---------------------------------------------------------------------------------------------------
  /** Longest transcript line that is read; longer ones are skipped and named. */
  transcriptLineBytesMax: 16_000_000,
  /** Levels of a transcript line that are read: a call that is nested without end still has to be known, as one that may wait. */
  transcriptDepthMax: 100,
  /** A transcript is looked at again this often even when the watcher is silent, because watchers miss events. */
  transcriptPollMs: 1_000,

  // --- policy -------------------------------------------------------------------------------------------------------
  /** Longest command that is judged; longer ones go to a person. */
  commandBytesMax: 16_384,
  /** Most simple commands in one line. */
  commandsMax: 200,
  /** Deepest nesting of substitutions, groups and wrappers. */
  nestingMax: 32,
  /** A longer run of blanks is taken for an attempt to push text off the screen. */
  blankRunMax: 40,
  /** Preferences that are read from requirements, and the longest of them; people write some ten short lines. */
  preferencesMax: 200,
  preferenceCharsMax: 400,
  /** Longest label of an option that a brain may choose: the CLI's own advice to the model is five words. */
  choiceLabelCharsMax: 200,
  /** Longest question or description of an option that a brain may read; more is left to a person. */
  choiceTextCharsMax: 2_000,
  /** The end of a turn's text in which a question is looked for: a list of options with their reasons is shorter. */
  proseTextCharsMax: 8_000,
  /** Of the words before a question a person is shown the last ones: enough to know what is proposed, short enough for a phone. */
  proseShownLinesMax: 8,
  proseShownCharsMax: 600,
  /** Questions in words that a brain may answer one after the other without a person: two machines must not talk for ever. */
  proseRepliesMax: 5,
  /** Longest name of an option, and longest act, that a typed reply repeats: words of the model's, so only a few. */
  proseNameCharsMax: 80,
  proseReplyCharsMax: 120,

  /**
   * Steps that reading one screen may take (see `screen/budget.ts`), some 25 ms on a slow machine; more is not read at all.
   * No screen of the corpus takes 2,000, one of 200 columns and 50 rows that is full of near misses takes 20,000.
   */
  readStepsMax: 100_000,

  /** Largest rule file; the shipped ones stay below a fifth of it. */
  ruleFileBytesMax: 500_000,
  /** Longest JSON of a tool's input that a rule may allow as a whole, characters. */
  ruleTextCharsMax: 16_000,
  /** Steps that the rules of a person and a project may take on one call (see `policy/ruleWork.ts`), some 50 ms when it is cold. */
  ruleStepsMax: 10_000_000,
  /** Rules in one file of a person's own or of a project; who has more has them made by a program. */
  rulesPerFileMax: 200,
  /** Largest file with the rules of a project: twice what so many rules take. */
  projectRuleBytesMax: 65_536,
  /** Longest path that a rule's glob is tried on, characters; no system takes longer ones. */
  rulePathCharsMax: 4_096,
  /** Folders whose rules `pcc explain` keeps at once; more than one stream of calls names. */
  explainedFoldersMax: 64,
  /** Deepest nesting of a YAML file; ours have six levels, and what reads one needs stack for each. */
  yamlNestingMax: 40,
  /** Projects whose secret values are kept in mind at the same time, so that looking at their files stays cheap. */
  secretProjectsMax: 256,
  /** Secret values kept in mind; a project has some dozens. */
  secretValuesMax: 4_000,
  /** Largest `.env` file that is read; a list of settings is a few kilobytes. */
  secretFileBytesMax: 262_144,
  secretFilesPerFolderMax: 20,
  /** Folders of a project that are looked into for `.env` files, and how far below its own: `apps/web/.env`. */
  secretFoldersMax: 100,
  secretFolderDepthMax: 2,
  /** `.env` files are looked at again when the last look is this old: some hundred calls of stat a project. */
  secretsLookEveryMs: 250,
  /** Different calls that a backtest tells one by one; more are only counted, so that any history fits into memory. */
  backtestRowsMax: 20_000,
  /** Between two lines of progress of a backtest: often enough to be seen moving. */
  backtestProgressMs: 200,
  /** Between two looks at the rules of a project: two calls of lstat. */
  projectRulesLookMs: 250,
  /** A rule file is read again once its size did not change for this long, so that a half-written one is not taken. */
  ruleFileSettleMs: 50,

  // --- consultations ------------------------------------------------------------------------------------------------
  /** Calls of one brain at the same time, over all sessions: a local model answers one after the other anyway. */
  brainCallsMax: 4,
  /** A brain that did not keep to its time is given up this long after it. */
  brainOverdueMs: 1_000,
  /** Requirements that a session keeps: far more than people write, and little beside a screen's history. */
  requirementsCharsMax: 100_000,
  /** Earlier answers of people in the same project that a brain is told of. */
  pastAnswersMax: 50,

  /** Files that reach beyond the project when they are run, for one session; the oldest is forgotten first. */
  reachingFilesMax: 500,
  /** Calls that wrote something and have no result yet; sub-agents work side by side. */
  openWritesMax: 200,
  // --- budgets ------------------------------------------------------------------------------------------------------
  /** Approvals by pcc in one session within a minute: a busy session needs five to ten, and no work of a person's is faster. */
  budgetApprovalsPerMinute: 60,
  /** The same over the life of a session: weeks of work. */
  budgetApprovalsPerSession: 5_000,
  /** The same call so often without anything new in between, within the window, is a loop. */
  budgetSameCallMax: 20,
  budgetSameCallWindowMinutes: 10,
  /** Approvals that are looked through for a loop: more than two windows of the default budget hold. */
  budgetCallsRead: 2_000,
  /** The file that stops all typing is looked for this often even when the watcher is silent, because watchers miss events. */
  killSwitchPollMs: 1_000,

  // --- daemon and API -----------------------------------------------------------------------------------------------
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
  /** Tasks of one list for programs. */
  executionStepsMax: 1_000,
  /** Of the name that a caller gives a task: a long line. */
  taskNameCharsMax: 200,
  /** Lists that are not over at the same time; each has a session. */
  executionsMax: 32,
  /** A task of a list is asked again so often: for its uuid, for valid JSON, for a shorter answer. */
  stepAgainMax: 2,
  /** Calls of MCP tools of one process that are worked on or wait, of all its clients: agents ask for a few at a time. */
  mcpCallsMax: 64,
  /** The same of one conversation, and of all clients together that have none: none of them keeps the others out. */
  mcpClientCallsMax: 16,
  mcpTogetherCallsMax: 32,
  /** Calls that wait for the end of a list, so that there is always room for those that are answered soon; another one is answered at once. */
  mcpWaitsMax: 48,
  /** Longest that a call of a tool waits for the end of a list; clients give up on calls, and an agent can ask again. */
  mcpWaitMsMax: 600_000,
  /** While it waits, progress is told at least this often: clients take a minute without a word for the end. */
  mcpProgressMs: 20_000,
  /** JSON of a tool's result, characters: above some 25,000 tokens agents are not shown it at all. */
  mcpResultCharsMax: 80_000,
  /** Lines of a result's text for tasks of a list, and for what waits. */
  mcpLinesMax: 50,
  /** Conversations of MCP over HTTP at the same time; each costs some kilobytes, the one that rested longest makes room. */
  mcpSessionsMax: 64,
  /** One without a request for this long is over; its client begins a new one when it comes back. */
  mcpSessionIdleMs: 1_800_000,
  /** Subscriptions of one client of MCP, of which nothing here makes use. */
  mcpSubscriptionsMax: 4,
  /** How often `pcc mcp` looks whether the program that started it is still there. */
  mcpParentLookMs: 5_000,
  /** What happens to a list is looked at, and told, after this: changes of a moment are one. */
  executionSoonMs: 50,
  /** Lists, or tasks of them, that are told where nobody says how many; and earlier tasks that a prediction is made from. */
  executionsShown: 100,
  /** What tasks say in one answer, and those of one session in its status, characters: as JSON it is some times as much, and goes into one message; and what reports ask for task by task. */
  toldTextCharsMax: 2_000_000,
  statusTextCharsMax: 60_000,
  wholeCharsMax: 200_000_000,
  historyTasksMax: 1_000,
  /** A hook takes no longer unless a person says so; a task waits for those before it. */
  hookMs: 10_000,
  /** Hooks of one kind: each costs a process every time. And processes of hooks around tasks at the same time. */
  hooksMax: 20,
  hooksAtOnce: 4,
  /** What a hook may put out: more than the longest prompt takes as JSON. Of its errors the end is told, this many characters. */
  hookOutputBytesMax: 1_000_000,
  hookErrorCharsMax: 500,
  /** Decisions and escalations that wait to be told to hooks; a burst of many sessions is some dozens. */
  hookQueueMax: 500,
  /** Counts for monitoring are taken anew no more often: some are of all decisions that were ever made. */
  metricsEveryMs: 2_000,
  /** The delay of the event loop is measured this often while somebody asks for it, and no more when nobody has for this long. */
  loopDelayEveryMs: 50,
  loopDelayUnaskedMs: 300_000,
  /** What a task changed is looked for in so many files, for so long; a project has some thousands, and the next task waits. */
  projectFilesMax: 50_000,
  projectLookMs: 5_000,
  /** Files up to this size, and so much of them in all, within so long, are compared by what they hold: one that was written anew as it was is no change. */
  projectHashFileBytesMax: 131_072,
  projectHashBytesMax: 16_000_000,
  projectHashMs: 1_000,
  /** So many files are asked about at once: enough to keep a disk at work, few enough to leave the others their turn. */
  projectFilesAtOnce: 32,
  /** A file may bear a time that much before it was made: file systems read a coarser clock. */
  fileTimeSlackMs: 100,
  /** A program of git that only lists, and what it may list: some hundred thousand paths. */
  gitMs: 10_000,
  gitOutputBytesMax: 16_000_000,
  /** Changed files of each kind that are named, and bytes of them that a receipt has the hashes of. */
  changedFilesTold: 2_000,
  changedHashBytesMax: 200_000_000,
  /** Transcripts that one task may go on in: its own, that of its judge, those that an emptied context begins; older ones are not looked at again. */
  stepTranscriptsMax: 8,
  /** Receipts that are checked where nobody says how many; a check of 1,000 reads their transcripts, and whoever asked waits for it. */
  proofsChecked: 20,
  proofsCheckMs: 600_000,
  /** Calls that cost much (checks of receipts, questions to CLIs) and wait for their turn, one of each kind at a time. */
  slowAnswersMax: 32,
  /** What a CLI said of its login counts for this long: a face may ask every second, and each answer starts two processes. */
  authKeptMs: 5_000,
  /** Faults, and notes, that are told of one of them: nobody reads more, and 1,000 of them go into one message. */
  proofSentencesTold: 50,
  /** One piece of a list's output, and what is kept of it in all; the oldest goes first. */
  outputChunkBytesMax: 65_536,
  outputKeptBytesMax: 8_388_608,
  /** A call that waits for more output; below `callMs`, since a caller waits. */
  outputWaitMs: 25_000,
  /** The port of the server unless told; one that no well-known program has. */
  serverPort: 7_433,
  /** Calls of the server that the daemon works on at once, below `clientCallsMax` of its one connection, and those that wait for their turn. */
  serverCallsMax: 192,
  serverCallsWaitingMax: 1_000,
  /** Requests that wait in the server for more output of a list, or a change of it. */
  serverWaitersMax: 256,
  /** Connections to the daemon for clients of the server that attach to a session or watch all: those have one each. */
  serverOwnLinksMax: 48,
  /** A server whose daemon is gone looks for it after this, then after twice as long each time, up to the longest. */
  serverRetryMs: 250,
  serverRetryMsMax: 5_000,
  /** Pieces of output that are kept for clients that read at the same place; all together some megabytes. */
  serverChunksKept: 64,
  /** A server on this machine says how it is within this. */
  serverAnswerMs: 5_000,
  /** From telling clients that the server ends to ending their connections. */
  serverGoodbyeMs: 1_000,
  /** Largest body of a request, and message of a WebSocket: half of what the daemon takes, so that an environment and other spellings fit. */
  httpBodyBytesMax: 4_194_304,
  /** All bodies that are being received together. */
  httpBodiesBytesMax: 67_108_864,
  /** Headers of a request; those of programs have a kilobyte. */
  httpHeaderBytesMax: 16_384,
  /** A request has sent its headers, and all of it, within this; between two requests, and without a sign of life in one, a connection lives this long. */
  httpHeadersMs: 10_000,
  httpRequestMs: 30_000,
  httpKeepAliveMs: 5_000,
  httpIdleMs: 60_000,
  /** How often those times are looked at. */
  httpLookMs: 1_000,
  /** Connections at the same time on which the token was shown, those of WebSockets among them. */
  httpConnectionsMax: 512,
  /** The others: more than the system lets wait to be taken (511), so that what one sent is read before it has to make room. */
  httpStrangersMax: 768,
  /** Requests a second, and as many more at once: of one address, and of all; those with the token count apart from the others. */
  httpRatePerS: 100,
  httpRateBurst: 400,
  httpRateAllPerS: 400,
  httpRateAllBurst: 1_000,
  /** Addresses whose rate is remembered. */
  httpAddressesMax: 1_000,
  /** WebSockets at the same time; 200 are meant to work. */
  wsClientsMax: 256,
  /** Bytes that wait for one WebSocket before it is sent nothing more of what can wait; a larger message goes alone. */
  wsBacklogBytes: 1_048_576,
  /** Messages of one WebSocket that are worked on at once; no more are read meanwhile. */
  wsCallsMax: 16,
  /** Messages a second of one WebSocket, and as many more at once; the rest waits. */
  wsRatePerS: 100,
  wsRateBurst: 400,
  /** Lists that one WebSocket watches. */
  wsWatchesMax: 64,
  /** Peers are asked for a sign of life this often; one that gave none between two looks is dropped. */
  wsPingMs: 15_000,
  /** Longest task text. */
  taskCharsMax: 100_000,
  /** Longest prompt of a list, characters: more than any text of `promptTokensMax` has (some 760,000 blanks), so that its tokens decide. */
  promptCharsMax: 1_000_000,
  /** A prompt with more tokens leaves too little of a window of 200,000 for the work on it. */
  promptTokensMax: 190_000,
  /** Of a prompt, what results of earlier tasks may take in all, tokens; and what a judge is shown of a task and of its result. */
  quotedTokensMax: 40_000,
  /** JSON of an answer: longer or deeper is none, and with more values too. Repair is quadratic at worst: some 0.4 s for so many characters. */
  answerJsonCharsMax: 1_000_000,
  answerJsonDepthMax: 100,
  answerJsonValuesMax: 200_000,
  answerRepairCharsMax: 30_000,
  /** The line with the uuid stands within so many characters of the end of an answer. */
  answerEndChars: 2_000,
  /** Files that the tasks of one list may mention with `@`: each is looked at before the list begins. */
  mentionsMax: 500,
  /** What was wrong with an answer, as it is told to the model, characters: it may hold names that the answer made up. */
  remarkCharsMax: 200,
  /** Schema of a caller: subschemas in it, and steps that one check of an answer may take (some 0.2 s). */
  schemaPartsMax: 5_000,
  schemaDepthMax: 64,
  schemaStepsMax: 500_000,
  /** Steps of some 0.4 µs that reading one answer may take in all: checks of all objects in it, and for half of them repairs. */
  answerStepsMax: 3_000_000,
  /** Longest text that a pattern or a format of a schema is tried on, characters. */
  schemaTextCharsMax: 2_000,
  /** How long a task is thought to take: at least, at most, and from how many earlier ones of its kind it is read. */
  predictedMsMin: 30_000,
  predictedMsMax: 4 * 3_600_000,
  predictedFromMin: 5,
  /** A machine with more to do than its cores can makes a task slower by at most so many times. */
  loadFactorMax: 4,
  /** A text with more characters is pasted: it could outgrow the input box, and the CLI shows a marker for a long paste. */
  typedCharsMax: 500,
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

  // --- the CLI ------------------------------------------------------------------------------------------------------
  /** Between two tries to reach a daemon that is starting or to see one that is ending gone; a try costs under a millisecond. */
  clientPollMs: 25,
  /** A client starts another daemon this long after the one it started gave way to one that still does not answer. */
  daemonRetryMs: 1_000,
  /** From asking the daemon to end until its process is gone; with sessions, the host's kill waits are inside. */
  processStopMs: 15_000,
  /** Times beside the progress of a list run on in these steps: whole seconds are shown. */
  progressTickMs: 1_000,
  /** Whoever follows a session asks for its status this often even when no line came. */
  followPollMs: 2_000,
  /** Longest name of a session; it stands in tables and file names. */
  sessionNameCharsMax: 64,
  /** An attached screen is drawn at once when a key was pressed within this: what comes is its echo. */
  echoWindowMs: 50,
  /** Otherwise an attached screen is drawn at most this often: 60 pictures a second. */
  drawEveryMs: 16,

  // --- the check of a CLI's version ----------------------------------------------------------------------------------
  /** One case of the check: a second or two on an idle machine, and the check runs with low priority. */
  cliCheckCaseMs: 20_000,
  /** From the start of the CLI, or the end of a case, to a free input box. */
  cliCheckStartMs: 20_000,
  /** The whole check; it takes less than a minute on two free cores. */
  cliCheckMs: 240_000,
  /** A failed check is tried again, at the next start of a session, after this. */
  cliCheckRetryMs: 86_400_000,
  /** A check that could not be carried through is tried again after this while a session needs it: a busy time may be over. */
  cliCheckAgainMs: 600_000,
  /** So many checks in a row that could not be carried through; then only at the next start of a session, a day later. */
  cliCheckTriesMax: 5,
  /** How often the progress of a check is asked for: often enough to be seen moving. */
  doctorPollMs: 300,
  /** From the end of a check's input to its end; then everything of it is killed. */
  cliCheckEndMs: 5_000,
  /** Between the signals that end a CLI of the check: nothing of it is worth a longer wait. */
  cliCheckKillMs: 300,

  // --- the offline lab ----------------------------------------------------------------------------------------------
  /** Installing one CLI from the registry: some 200 MB on a slow line. */
  labInstallMs: 300_000,
  /** One request to the scripted API; the CLI sends its tools and the whole conversation each time. */
  labRequestBytesMax: 50_000_000,
  /** What a scenario waits for must be on the screen, or asked of the API, within this; a CLI starts slowly on a busy machine. */
  labSeenWithinMs: 30_000,
  /** From the refusal to a reset in the next minutes, and on to a CLI that goes on by itself behind it. */
  labResetMs: 360_000,
  /** A screen without output for this long is at rest and may be labelled. */
  labRestMs: 500,
  /** A dialog is answered this long after it was seen, as a quick person would; a fresh one may ignore keys. */
  labHumanPauseMs: 400,
  /** Of `pcc test`: looks at what is waited for, and what has to come, a verb to end, a stream's end to be told, within the next ones. */
  assessLookMs: 10,
  assessWaitMs: 60_000,
  assessRunMs: 180_000,
  /** All that it started is gone this long after its end; a worker that does not end by itself is killed after the second. */
  assessClearMs: 10_000,
  assessEndMs: 20_000,
  /** Lists under load of which nothing comes for so long are given up; how long a slow client rests behind each piece. */
  assessStuckMs: 120_000,
  assessSlowMs: 250,
  /** The load that may be asked for: below `sessionsMax`, `wsClientsMax`, and what fits into the memory of a small machine. */
  ...{ stressTasksMax: 200, stressParallelMax: 64, stressClientsMax: 240, stressAllMax: 2_000 },

  /** Longest text of a call's input that is told to whoever decides on it: a file far longer than a person reads in a form. */
  pendingTextCharsMax: 200_000,
  /** Output is counted for sparklines in intervals of this many milliseconds: coarse enough to cost nothing, fine enough to see life. */
  pulseEveryMs: 2_000,
  /** Intervals that are kept: a minute, as wide as a title line can show. */
  pulsesKept: 30,
  /** While a recording is shown a picture is kept after this much output: going back plays no more than this anew, in some 20 ms. */
  replayCheckpointChars: 500_000,
  /** So many events of a recording are read at a stretch, some 50 ms, before whoever waits gets a turn: a TUI must go on drawing. */
  replaySliceEvents: 200,
  /** A view in a pane smaller than this takes the place of all panes: fewer rows or columns cannot be read in. */
  panelColsMin: 50,
  panelRowsMin: 10,
  /** Rows that one step of the wheel moves, as terminals do. */
  wheelRows: 3,
  /** Two presses within this are one double click; desktops take 400 to 500. */
  doubleClickMs: 400,
  /** Decisions that are asked for at once: some screens full, told within a moment. */
  decisionsPageSize: 200,
  /** A view of decisions holds so many; older ones are found by a filter. */
  decisionsKeptMax: 5_000,
  /** Changes of sessions are gathered for this long before those who watch all of them are told: short for the eye. */
  fleetGatherMs: 50,
  /** Ended sessions that those who watch are told of, the youngest: as many as a day of work has. */
  fleetEndedMax: 200,
  /** Messages whose tokens may still grow: those of a session and of its sub-agents that work side by side. */
  usageMessagesKept: 64,
  /** Lines of all logs that a TUI keeps and gets at its beginning. */
  tuiLinesKept: 500,
  /** A TUI whose daemon is gone looks for it after this, then after twice as long each time, up to the longest. */
  tuiRetryMs: 250,
  tuiRetryMsMax: 2_000,
  /** So many looks for a daemon that was told to end, which a restart passes within, before a person is told how to start it. */
  tuiRestartLooks: 4,
  /** A screen that could not be had or drawn is asked for after this, and after twice as long each time. */
  tuiPictureRetryMs: 2_000,
  tuiPictureRetryMsMax: 30_000,
  /** A session that left the picture is watched for this long: whoever turns pages comes back. */
  tuiLetGoMs: 1_000,
  /** Of an update that has not ended so much is kept back; a picture is far smaller. */
  heldUpdateCharsMax: 1_000_000,
  /** Characters of one piece of a paste, three bytes each at most; of all that waits for the daemon, more is lost and told; one that takes no key for so long hangs. */
  tuiInputPieceChars: 262_144,
  tuiInputWaitingCharsMax: 2_100_000,
  tuiInputLateMs: 3_000,
  /** A terminal tells its background colour within this, or it counts as dark. */
  tuiBackgroundMs: 200,
  /** Text for the clipboard: terminals take no longer sequences, and GNU screen passes on pieces (256 in its oldest); a program has taken it within this. */
  clipboardBytesMax: 100_000,
  screenPieceChars: 200,
  clipboardMs: 2_000,
  /** Folders that a typed path could mean: more than a list shows; and entries of a folder that are looked at for them. */
  tuiPathsMax: 200,
  tuiPathEntriesMax: 20_000,
  /** Recordings that are kept open for looking at, each with its output in memory; and the largest file of a saved layout. */
  tuiRecordingsMax: 2,
  tuiLayoutBytesMax: 65_536,

  // --- tiles and keys of the TUI ------------------------------------------------------------------------------------
  /** A pane below this (cells of the child) tells nothing: then fewer sessions have a tile. Two fit side by side in 80 columns. */
  tileColsMin: 38,
  tileRowsMin: 7,
  /** Width of the side list, and on a wide terminal. */
  sideListCols: 24,
  sideListColsWide: 30,
  sideListWideFromCols: 100,
  /** A child whose keyboard a human holds is never smaller, however small its tile: dialogs are made for this. */
  heldColsMin: 80,
  heldRowsMin: 24,
  /** A line between panes moves by so many cells with one key. */
  lineStepCols: 4,
  lineStepRows: 2,
  /** One key answers only what was on the screen this long, and only after a pause from the same key: held down it repeats within 660 ms (X11). */
  answerSeenMs: 400,
  keyRepeatMs: 700,
  /** When a hold ended by itself, keys do nothing until none came for this long: what was being typed is no command. */
  deafAfterHoldMs: 1_000,
  /** How long a notice stays, and one about a fault, and how many are kept. */
  noticeMs: 6_000,
  noticeBadMs: 15_000,
  noticesMax: 5,
  /** Sessions that need a human within this are announced together. */
  announceEveryMs: 3_000,
  /** Panels over each other; ended sessions that a TUI shows until they are put away, and of how many it knows that they were. */
  panelsOpenMax: 8,
  endedShownMax: 50,
  awayKept: 1_000,
  /** Words of one answer: what `pending.respond` takes. */
  answerCharsMax: 10_000,
  /** Commands of the palette that are remembered, and listed at once: more than anybody looks through; searches after which texts are forgotten. */
  paletteHistoryMax: 50,
  paletteShownMax: 100,
  searchesRemembered: 64,
  /** Looks, and combined characters, that the drawing of the TUI knows by number; a child that paints each cell anew must not fill memory. */
  pensMax: 50_000,
  /** A lone escape character is the Esc key when nothing follows within this: sequences come in one piece. Longest that is waited for: no key is as long. */
  escWaitMs: 40,
  keySequenceCharsMax: 1_024,
  /** Longest paste, the rest is left out; one without an end within this is taken as it is, and what follows is its rest until a pause; so many keys at once are one. */
  pasteCharsMax: 1_000_000,
  pasteEndWaitMs: 10_000,
  pasteRestMs: 1_000,
  burstKeys: 8,
  /** How often the daemon of a demonstration looks whether its TUI is still there: long enough for that to clean up itself. */
  demoOwnerLookMs: 5_000,
  /** A TUI whose every update, or every drawing, fails this often and for this long has nothing left to go on with; so many different ones are remembered as told. */
  tuiDefectsMax: 5,
  tuiDefectsMs: 3_000,
  /** A terminal that took not all output (Linux: 13 KB at once) is asked again after this, and after twice as long each time: one that was stopped costs nothing. */
  terminalRetryMs: 1,
  terminalRetryMaxMs: 250,
  /** Bytes that wait for a slow terminal, above which what is no picture (a title, a bell) is left out. */
  terminalBacklogBytesMax: 1_000_000,

  // ── Going on: limits, errors, crashes, queues, schedules ──────────────────────────────────────────────────────────────
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
  /** A program of the system that manages services ends within this; starting a unit is waited for. */
  serviceProgramMs: 30_000,
  /** A service that is starting is looked at this often: each look starts a program. */
  servicePollMs: 200,
} as const;

export type Limits = typeof limits;
