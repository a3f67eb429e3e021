/** The verbs, the check of a CLI's version, the service. */
export const cliLimits = {
  // --- verbs -------------------------------------------------------------------------------------------------------
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

  // --- the check of a CLI's version --------------------------------------------------------------------------------
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

  // --- the service -------------------------------------------------------------------------------------------------
  /** A program of the system that manages services ends within this; starting a unit is waited for. */
  serviceProgramMs: 30_000,
  /** A service that is starting is looked at this often: each look starts a program. */
  servicePollMs: 200,
} as const;
