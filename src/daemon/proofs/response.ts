import { z } from 'zod';
import { filesShape } from '../../api/rows/executions.ts';
import { usageShape, verificationShape } from '../../api/rows/receipts.ts';
import { parseJson } from '../../base/json.ts';
import { isDeeper } from '../../base/nesting.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** ISO-8601 UTC. */
const time = z.string();
const count = z.number().int().min(0);

/** What can be told of a task of a list that has ended, so that anybody can check it. Texts are redacted. */
const responseShape = z.object({
  schema: z.literal(1),
  execution: z.string(),
  n: z.number().int(),
  uuid: z.string(),
  name: z.string(),
  state: z.enum(['done', 'failed', 'cancelled']),
  why: z.string().optional(),
  path: z.string(),
  session: z.string(),
  startedAt: time.optional(),
  endedAt: time.optional(),
  tookMs: z.number().optional(),
  predictedMs: z.number().optional(),
  /** As it was asked for, after it was amended; `amended`: what was changed, a sentence each. */
  prompt: z.string(),
  amended: z.array(z.string()),
  /** SHA-256 of the text that was typed first: the prompt with what was put around it. */
  typed: hash.optional(),
  /** How often it was asked again. */
  again: count,
  text: z.string(),
  object: z.record(z.string(), z.json()).optional(),
  /** It brought its uuid back. */
  echoed: z.boolean(),
  validation: z.object({ valid: z.boolean(), reason: z.string(), failed: z.literal(true).optional() }).optional(),
  usage: usageShape.optional(),
  files: filesShape,
  /** What the created and modified ones held when it had ended; absent for what is no plain file or too large. */
  hashes: z.array(z.object({ path: z.string(), sha256: hash })),
  transcripts: z.array(z.object({ path: z.string(), from: count, to: count, sha256: hash })),
  /** What was called; `agent`: by which sub-agent. */
  calls: z.array(
    z.object({
      tool: z.string(),
      subject: z.string(),
      agent: z.string().optional(),
      /** Absent where the CLI did not ask. */
      risk: z.string().optional(),
      decision: z.string().optional(),
      action: z.string().optional(),
      by: z.string().optional(),
      outcome: z.string().optional(),
    }),
  ),
  /** So many more. */
  callsLeftOut: count,
  verifications: z.array(verificationShape),
  /** The tasks of the session that served it, with their receipts. */
  tasks: z.array(z.object({ id: z.string(), receipt: z.string().optional(), sha256: hash.optional() })),
});
export type StepResponse = z.infer<typeof responseShape>;

/** A response as it lies on the disk. */
export function responseText(response: StepResponse): string {
  return `${JSON.stringify(response, null, 2)}\n`;
}

/** Reads what `responseText` wrote; undefined for anything else. */
export function readResponse(text: string): StepResponse | undefined {
  const value = parseJson(text);
  return isDeeper(value) ? undefined : responseShape.safeParse(value).data;
}
