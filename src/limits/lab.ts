/** The offline lab, and `pcc test`. */
export const labLimits = {
  // --- the offline lab ---------------------------------------------------------------------------------------------
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

  // --- pcc test ----------------------------------------------------------------------------------------------------
  /** Of `pcc test`: looks at what is waited for, and what has to come, a verb to end, a stream's end to be told, within the next ones. */
  assessLookMs: 10,
  assessWaitMs: 60_000,
  assessRunMs: 180_000,
  /** All that it started is gone this long after its end; a worker that does not end by itself is killed after the second. */
  assessClearMs: 10_000,
  assessEndMs: 20_000,
  /** A folder of the assessment that no process works in is left over after this: a day, which no work takes. */
  assessForgottenMs: 86_400_000,
  /** Lists under load of which nothing comes for so long are given up; how long a slow client rests behind each piece. */
  assessStuckMs: 120_000,
  assessSlowMs: 250,
  /** The load that may be asked for: below `sessionsMax`, `wsClientsMax`, and what fits into the memory of a small machine. */
  stressTasksMax: 200,
  stressParallelMax: 64,
  stressClientsMax: 240,
  stressAllMax: 2_000,
} as const;
