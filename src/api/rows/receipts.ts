import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.string().describe('ISO-8601 UTC.');
const count = z.number().int().min(0);

/** A text that was typed. `sha256` is that of all of it as it was typed; `whole`: `text` is just that, neither cut nor redacted. */
export const promptShape = z.object({
  at: time,
  role: z
    .string()
    .optional()
    .describe('Set for what served the task: `clear`, `compact`, `summary`, `go-on` or `feedback`.'),
  text: z.string(),
  sha256: hash,
  whole: z.boolean(),
});

/** What came of the command by which a task is verified. */
export const verificationShape = z.object({
  at: time,
  command: z.string(),
  ok: z.boolean(),
  how: z.string().describe('The end of a sentence: how it ended.'),
  exitStatus: z.number().int().optional().describe('Absent where it did not end by itself.'),
  sha256: hash.describe('Of the end of its output that was kept.'),
});

/** Tokens. */
export const usageShape = z.object({
  input: z.number(),
  output: z.number(),
  cacheRead: z.number(),
  cacheWrite: z.number(),
});

/** Bytes `from` up to, not including, `to` of a transcript belong to the task. */
const transcriptShape = z.object({ path: z.string(), from: count, to: count });

/**
 * What can be told of a task that has ended, so that anybody can check it: what was asked for, typed, decided and verified, and what
 * came of it. Texts are redacted and cut.
 */
export const receiptShape = z.object({
  schema: z.literal(1),
  session: z.string(),
  task: z
    .looseObject({ id: z.string(), text: z.string() })
    .describe('The task as it was given: id, text and conditions.'),
  state: z.string(),
  why: z.string().optional(),
  states: z.array(z.object({ state: z.string(), at: time })),
  claude: z.object({ version: z.string().nullable(), sessions: z.array(z.string()) }),
  prompts: z.array(promptShape),
  decisions: z
    .array(z.object({ id: z.string(), seq: count, outcome: z.string() }))
    .describe('What was decided meanwhile in the session: number in the audit, and how it stood when the task ended.'),
  verifications: z.array(verificationShape),
  tokens: usageShape.optional().describe('Tokens that the session took meanwhile; absent where they are not known.'),
  result: z.string().optional().describe('The last words of the turn that ended it.'),
  transcripts: z.array(transcriptShape.extend({ sha256: hash })),
  chain: z
    .object({ seq: count, hash })
    .nullable()
    .describe('Where the chain of the audit stood when it ended; null while nothing was ever decided.'),
});
/** The receipts of tasks that have ended. */
export const receiptMethods = {
  'receipt.get': {
    params: z
      .object({
        id: z.string().min(1).max(64),
        task: z.string().min(1).max(100).describe('Its id, or its number.'),
        check: z.boolean().optional(),
      })
      .strict(),
    result: z.object({
      task: z.string(),
      path: z.string(),
      receipt: receiptShape.nullable().describe('As it lies there; null where it cannot be read.'),
      faults: z
        .array(z.string())
        .optional()
        .describe(
          'With `check`: a sentence for each thing in which the receipt, the audit and the transcripts do not agree.',
        ),
    }),
    writes: false,
    summary: 'What can be told of a task that has ended; with `check` held against the audit and the transcripts.',
  },
} as const;
