/** The picture of all sessions: what is kept and shown for it, its tiles and keys. */
export const tuiLimits = {
  // --- what it shows -----------------------------------------------------------------------------------------------
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

  // --- tiles and keys ----------------------------------------------------------------------------------------------
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
} as const;
