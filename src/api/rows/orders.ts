import { z } from 'zod';
import { limits } from '../../limits.ts';
import { commandShape } from './command.ts';

/** What is asked for of lists of tasks; words of the API and of the SDK that mean the same stand beside each other. */

/** Refused or cut by its tokens, not by its characters. */
const prompt = z.string().min(1).max(limits.promptCharsMax);

const isJson = z.boolean().optional();
const question = z.string().min(1).max(limits.taskCharsMax).optional();
const amends = z.boolean().optional();

/** A task as a program gives it. */
export const stepOrderShape = z
  .object({
    prompt,
    name: z.string().min(1).max(limits.taskNameCharsMax).optional(),
    context: z.enum(['fresh', 'same']).optional().describe('`fresh` unless told: the context is emptied before it.'),
    uses: z
      .array(z.union([z.number().int().min(1), z.string().min(1).max(limits.taskNameCharsMax)]))
      .max(limits.executionStepsMax)
      .optional()
      .describe('Numbers (from 1) or names of earlier tasks whose results stand before its prompt.'),
    json: isJson.describe('The answer is to be a JSON object.'),
    jsonMode: isJson.describe('Another word for `json`.'),
    schema: z
      .record(z.string(), z.json())
      .optional()
      .describe('JSON Schema of that object; the usual one where absent.'),
    verify: commandShape.optional().describe('Shell command that has to succeed before it is done.'),
    validation: question.describe('Asked of a fresh context about the result.'),
    validationPrompt: question.describe('Another word for `validation`.'),
    timeoutMs: z
      .number()
      .int()
      .min(1_000)
      .optional()
      .describe(
        'How long its turns may take; its judge has as much for itself. Unless told, one without a sign of life is ended after the predicted time, a healthy one after 4 h.',
      ),
    tokensMax: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe(
        'Tokens that its turns may take, as budgets count them (without what is read from the cache); its prompt has a limit of its own.',
      ),
  })
  .strict();

/** What a list is asked for, as parameters. */
export const listOrder = {
  path: z.string().min(1).describe("Absolute path of the project's folder."),
  steps: z
    .array(z.union([prompt, stepOrderShape]))
    .min(1)
    .max(limits.executionStepsMax)
    .describe('The tasks, in order; one of which nothing else is said may be its prompt alone.'),
  stopOnFailure: z.boolean().optional().describe('A task that fails ends the list; true unless told.'),
  amend: amends.describe('Prompts that are ambiguous or may hang are rewritten, which is told.'),
  amendPrompt: amends.describe('Another word for `amend`.'),
  tooLong: z
    .enum(['refuse', 'cut'])
    .optional()
    .describe(
      'What becomes of a prompt with more than 190,000 tokens: `refuse` unless told; `cut` takes out its middle, with a note.',
    ),
};
