import { z } from 'zod';
import type { JsonObject } from '../base/json.ts';
import { isObject, parseJson } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { Advice } from '../policy/consulting/advice.ts';
import { acceptedAdvice } from '../policy/consulting/advice.ts';
import type { Matter } from '../policy/consulting/matter.ts';
import { plainText } from './quoting.ts';

/**
 * What an AI brain may answer. The reason stands first, so that a model that writes word by word weighs before it decides.
 * Only keywords that both servers know are used, so that the same schema goes to either.
 */
const permissionAnswer = z.strictObject({
  reason: z.string(),
  decision: z.enum(['approve', 'person']),
  confidence: z.number().min(0).max(1),
});

const choiceAnswer = z.strictObject({
  reason: z.string(),
  decision: z.enum(['choose', 'person']),
  /** One a page; none for `person`. Pages and choices are numbered from 1, as they were shown. */
  answers: z.array(z.strictObject({ page: z.int().min(1).max(1_000), choices: z.array(z.int().min(1).max(1_000)) })),
  confidence: z.number().min(0).max(1),
});

/** The JSON schema of the answer to a matter. */
export function answerSchema(matter: Matter): JsonObject {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(
    matter.kind === 'permission' ? permissionAnswer : choiceAnswer,
  );
  return schema as JsonObject;
}

/**
 * The advice that an answer holds. An answer that does not keep to the schema to the letter is not mended: who cannot keep to
 * it is not sure. `says` names the brain in its reasons, as `Ollama (qwen3:8b)`.
 */
export function adviceFrom(matter: Matter, text: string, says: string): Advice {
  const json = parseJson(text);
  if (!isObject(json)) return person(says, 'its answer is no JSON object as it was asked for');
  return matter.kind === 'permission' ? leave(matter, json, says) : choice(matter, json, says);
}

function leave(matter: Matter, json: JsonObject, says: string): Advice {
  const answer = permissionAnswer.safeParse(json);
  if (!answer.success) return person(says, faultOf(answer.error));
  const { decision, confidence } = answer.data;
  const reason = reasonOf(says, answer.data.reason);
  if (decision === 'person') return { say: 'person', reason };
  return acceptedAdvice(matter, { say: 'approve', confidence, reason });
}

function choice(matter: Exclude<Matter, { kind: 'permission' }>, json: JsonObject, says: string): Advice {
  const answer = choiceAnswer.safeParse(json);
  if (!answer.success) return person(says, faultOf(answer.error));
  const { decision, answers, confidence } = answer.data;
  const reason = reasonOf(says, answer.data.reason);
  if (decision === 'person') return { say: 'person', reason };
  const byPage = new Map(answers.map(({ page, choices }) => [page, choices]));
  const isWhole = answers.length === matter.pages.length && byPage.size === answers.length;
  const picks = matter.pages.map((_page, index) => byPage.get(index + 1)?.map((number) => number - 1));
  if (!isWhole || !picks.every((pick) => pick !== undefined))
    return person(says, 'it did not answer each question exactly once');
  return acceptedAdvice(matter, { say: 'choose', picks, confidence, reason });
}

/** An advice to ask a person, since of the brain `what`. */
export function person(says: string, what: string): Advice {
  return { say: 'person', reason: `${says} gave no usable answer: ${what}.` };
}

function reasonOf(says: string, reason: string): string {
  return `${says}: ${plainText(reason, limits.brainReasonCharsMax) || 'no reason given'}`;
}

/** Names the place, never the value: that may be anything. */
function faultOf(error: z.ZodError): string {
  const place = error.issues[0]?.path.join('.');
  return place ? `'${place}' is not as the schema of the answer has it` : 'its fields are not those of the schema';
}
