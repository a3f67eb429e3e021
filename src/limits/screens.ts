/** What is read of a CLI, its screens and transcripts, and what is typed into it. */
export const screensLimits = {
  // --- screens -----------------------------------------------------------------------------------------------------
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
  /**
   * Steps that reading one screen may take (see `screen/budget.ts`), some 25 ms on a slow machine; more is not read at all.
   * No screen of the corpus takes 2,000, one of 200 columns and 50 rows that is full of near misses takes 20,000.
   */
  readStepsMax: 100_000,

  // --- typing ------------------------------------------------------------------------------------------------------
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
  /** What a CLI has said is read to its end within this, once it has ended: something that it left running may hold that open. */
  cliSaidMs: 500,
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
  /** A text with more characters is pasted: it could outgrow the input box, and the CLI shows a marker for a long paste. */
  typedCharsMax: 500,

  // --- transcripts -------------------------------------------------------------------------------------------------
  /** Longest transcript line that is read; longer ones are skipped and named. */
  transcriptLineBytesMax: 16_000_000,
  /** Levels of a transcript line that are read: a call that is nested without end still has to be known, as one that may wait. */
  transcriptDepthMax: 100,
  /** A transcript is looked at again this often even when the watcher is silent, because watchers miss events. */
  transcriptPollMs: 1_000,
} as const;
