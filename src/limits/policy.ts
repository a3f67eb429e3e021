/** What is decided on: commands, rules, secrets, budgets, and the brains that are asked. */
export const policyLimits = {
  // --- brains ------------------------------------------------------------------------------------------------------
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

  // --- commands, and questions that may be answered ----------------------------------------------------------------
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

  // --- rules -------------------------------------------------------------------------------------------------------
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
  /** Different calls that a backtest tells one by one; more are only counted, so that any history fits into memory. */
  backtestRowsMax: 20_000,
  /** Between two lines of progress of a backtest: often enough to be seen moving. */
  backtestProgressMs: 200,
  /** Between two looks at the rules of a project: two calls of lstat. */
  projectRulesLookMs: 250,
  /** A rule file is read again once its size did not change for this long, so that a half-written one is not taken. */
  ruleFileSettleMs: 50,

  // --- secret values -----------------------------------------------------------------------------------------------
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

  // --- consultations -----------------------------------------------------------------------------------------------
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

  // --- budgets -----------------------------------------------------------------------------------------------------
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
} as const;
