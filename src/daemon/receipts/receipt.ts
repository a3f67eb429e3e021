import { z } from 'zod';
import { promptShape, usageShape, verificationShape, type receiptShape } from '../../api/rows/receipts.ts';
import type { Json } from '../../base/json.ts';
import { canonicalJson } from '../../base/json.ts';
import { sha256 } from '../../store/sha256.ts';

/** ISO-8601 UTC. */
const time = z.string();
const count = z.number().int().min(0);

/** What is noted of a task while it is at work. */
export const draftShape = z.object({
  schema: z.literal(1),
  session: z.string(),
  task: z.string(),
  states: z.array(z.object({ state: z.string(), at: time })),
  prompts: z.array(promptShape),
  verifications: z.array(verificationShape),
  /** Where everything stood when it was first typed. */
  begun: z.object({
    /** Number of the last row of the audit. */
    seq: count,
    claudeSessionId: z.string(),
    usage: usageShape.optional(),
    positions: z.record(z.string(), count),
  }),
});
export type Draft = z.infer<typeof draftShape>;

/** What can be told of a task that has ended. */
export type Receipt = z.infer<typeof receiptShape>;

/** What stands for a receipt in the chain. */
export function receiptDigest(receipt: unknown): string {
  return sha256(canonicalJson(receipt as Json));
}
