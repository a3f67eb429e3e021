/** Lists of tasks for programs, and everything around one of their tasks. */
export const listsLimits = {
  // --- lists -------------------------------------------------------------------------------------------------------
  /** Tasks of one list for programs. */
  executionStepsMax: 1_000,
  /** Of a list in Markdown: 1,000 tasks in five lines each. Its parser takes a second for 350,000, and much longer the more blocks there are. */
  executionMarkdownCharsMax: 500_000,
  /** Of the name that a caller gives a task: a long line. */
  taskNameCharsMax: 200,
  /** Lists that are not over at the same time; each has a session. */
  executionsMax: 32,
  /** A task of a list is asked again so often: for its uuid, for valid JSON, for a shorter answer. */
  stepAgainMax: 2,
  /** What happens to a list is looked at, and told, after this: changes of a moment are one. */
  executionSoonMs: 50,
  /** Lists, or tasks of them, that are told where nobody says how many; and earlier tasks that a prediction is made from. */
  executionsShown: 100,
  /** Errors of a list after which no further task is looked at: nobody reads more, and a call may hold a million. */
  problemsToldMax: 100,
  /** What tasks say in one answer, and those of one session in its status, characters: as JSON it is some times as much, and goes into one message. */
  toldTextCharsMax: 2_000_000,
  statusTextCharsMax: 60_000,
  /** What tasks of lists say in one answer, bytes as JSON; the rest of a message is for what is told of each beside that. */
  toldStepsBytesMax: 3_000_000,
  /** Tasks of lists in one answer; a face asks for fewer at a time, and for as many in all. */
  historyToldMax: 1_000,
  historyPage: 500,
  historyExportMax: 10_000,
  /** What reports and exports ask for task by task, characters as JSON: they are one text, which may have 536,870,888. */
  wholeCharsMax: 100_000_000,
  historyTasksMax: 1_000,
  /** One piece of a list's output, and what is kept of it in all; the oldest goes first. */
  outputChunkBytesMax: 65_536,
  outputKeptBytesMax: 8_388_608,
  /** A call that waits for more output; below `callMs`, since a caller waits. */
  outputWaitMs: 25_000,

  // --- hooks -------------------------------------------------------------------------------------------------------
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

  // --- proofs: what a task changed, and its receipts ---------------------------------------------------------------
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
  /** Calls that cost much (checks of receipts, questions to CLIs) and wait for their turn, one of each kind at a time; half of them of one client. */
  slowAnswersMax: 32,
  /** Faults, and notes, that are told of one of them: nobody reads more, and 1,000 of them go into one message. */
  proofSentencesTold: 50,

  // --- prompts and answers -----------------------------------------------------------------------------------------
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

  // --- predictions -------------------------------------------------------------------------------------------------
  /** How long a task is thought to take: at least, at most, and from how many earlier ones of its kind it is read. */
  predictedMsMin: 30_000,
  predictedMsMax: 4 * 3_600_000,
  predictedFromMin: 5,
  /** A machine with more to do than its cores can makes a task slower by at most so many times. */
  loadFactorMax: 4,
} as const;
