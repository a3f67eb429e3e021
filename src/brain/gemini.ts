import pRetry from 'p-retry';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { parseJson } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { Advice } from '../policy/consulting/advice.ts';
import type { Matter } from '../policy/consulting/matter.ts';
import { addressBase, addressFault } from './settingFaults.ts';
import type { AskedModel } from './asking.ts';
import { adviceOf } from './asking.ts';
import type { Brain, BrainFacts, BrainHealth } from './brain.ts';
import { geminiRefusal, GeminiRefusal } from './geminiRefusal.ts';
import { askHttp, HttpTrouble, pauseWithin, troubleWords, within } from './http.ts';
import type { Prompt } from './prompt.ts';
import { plainText } from './quoting.ts';

/** How Gemini is asked. */
export interface GeminiSettings {
  /** Address of the API without a version. */
  readonly endpoint: string;
  readonly model: string;
  /** The key, from `GEMINI_API_KEY` of the daemon's environment. */
  readonly key: string | undefined;
  /** From the question to the answer, with all that is asked again. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Before a failing server is asked the second time; `brainRetryMs` unless told. */
  readonly retryMs?: number;
}

/** Google's Gemini, by plain REST. Source of its forms: the reference of `models.generateContent` and of `google.rpc.Status`. */
export function geminiBrain(settings: GeminiSettings): Brain {
  return {
    name: 'gemini',
    consult: (matter, facts, signal) => consult(settings, matter, facts, signal),
    check: (signal) => check(settings, signal),
  };
}

function consult(settings: GeminiSettings, matter: Matter, facts: BrainFacts, signal: AbortSignal): Promise<Advice> {
  const { model, timeoutMs, clock } = settings;
  const untilMs = clock.monotonicMs() + timeoutMs;
  const asked: AskedModel = {
    says: `Gemini (${model})`,
    unready: settingsFault(settings),
    async ask(prompt) {
      const text = await within(clock, timeoutMs, signal, (inner) =>
        patiently(settings, untilMs, inner, () =>
          ask(settings, `${modelPath(model)}:generateContent`, inner, bodyOf(prompt)),
        ),
      );
      return contentOf(parseJson(text));
    },
    sentence: (error) => sentence(error, settings, timeoutMs),
  };
  return adviceOf(asked, matter, facts);
}

/** What must be mended before anything is sent; a key with a line break would stand in the error of whoever sends it. */
function settingsFault({ key, endpoint }: GeminiSettings): string | undefined {
  const fault = addressFault(endpoint, true);
  if (fault !== undefined) return `The address in gemini.endpoint ${fault}.`;
  // No NAME=value: that is taken out of every sentence as a secret.
  const how = 'export GEMINI_API_KEY with a key of yours and `pcc daemon restart`';
  if (key === undefined || key === '') return `Gemini needs a key, and the daemon has none: ${how}.`;
  return /^[\x21-\x7e]{1,500}$/.test(key)
    ? undefined
    : `GEMINI_API_KEY of the daemon is no key, since it holds blanks or signs that no key has: ${how}.`;
}

function bodyOf({ system, user, schema }: Prompt): JsonObject {
  return {
    systemInstruction: { parts: [{ text: system }] },
    contents: [{ role: 'user', parts: [{ text: user }] }],
    generationConfig: {
      temperature: 0,
      candidateCount: 1,
      maxOutputTokens: limits.brainThoughtTokensMax,
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    },
  };
}

function modelPath(model: string): string {
  return `/v1beta/models/${encodeURIComponent(model)}`;
}

/** The body of a good answer. The key goes into a header: addresses are written to logs on the way. @throws HttpTrouble, GeminiRefusal. */
async function ask(settings: GeminiSettings, path: string, signal: AbortSignal, body?: JsonObject): Promise<string> {
  const { endpoint, key = '', clock } = settings;
  const headers = { 'x-goog-api-key': key, accept: 'application/json' };
  const answer = await askHttp(
    `${addressBase(endpoint)}${path}`,
    body === undefined
      ? { method: 'GET', headers }
      : { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) },
    signal,
  );
  if (answer.status === 200) return answer.text;
  throw geminiRefusal(answer, key, clock.wallMs());
}

/** Asks again while the server is busy or fails, as long as there is time, and not before it wants to be asked. */
function patiently<T>(
  { clock, retryMs = limits.brainRetryMs }: GeminiSettings,
  untilMs: number,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  return pRetry(work, {
    retries: limits.brainRetriesMax,
    minTimeout: retryMs,
    maxTimeout: limits.brainRetryMsMax,
    randomize: true,
    unref: true,
    signal,
    shouldRetry: ({ error }) => mayPass(error),
    async onFailedAttempt({ error, retriesLeft }) {
      const waitMs = error instanceof GeminiRefusal ? error.retryAfterMs : undefined;
      if (waitMs === undefined || retriesLeft === 0 || !mayPass(error)) return;
      if (clock.monotonicMs() + waitMs >= untilMs) throw error;
      await pauseWithin(clock, waitMs, signal);
    },
  });
}

function mayPass(error: unknown): boolean {
  if (error instanceof GeminiRefusal) return error.mayPass;
  return error instanceof HttpTrouble && (error.kind === 'refused' || error.kind === 'broken');
}

/** What of an answer matters. Thoughts are marked parts; they are not the answer. */
const contentAnswer = z.object({
  promptFeedback: z.object({ blockReason: z.string().optional() }).optional(),
  candidates: z
    .array(
      z.object({
        finishReason: z.string().optional(),
        content: z
          .object({
            parts: z.array(z.object({ text: z.string().optional(), thought: z.boolean().optional() })).optional(),
          })
          .optional(),
      }),
    )
    .optional(),
});

/** The text of an answer, or why there is none, as the end of a sentence. */
function contentOf(json: Json | undefined): { readonly text: string } | { readonly fault: string } {
  const answer = contentAnswer.safeParse(json);
  if (!answer.success) return { fault: 'what it sent is no answer of its API' };
  const blocked = answer.data.promptFeedback?.blockReason;
  if (blocked !== undefined) return { fault: `its filter refused the question (${word(blocked)})` };
  const [candidate, ...more] = answer.data.candidates ?? [];
  if (candidate === undefined || more.length > 0) return { fault: 'it sent none or several answers' };
  const { finishReason = 'none', content } = candidate;
  if (finishReason !== 'STOP') return { fault: `it did not end its answer (${word(finishReason)})` };
  const texts = (content?.parts ?? []).filter((part) => part.thought !== true).map(({ text }) => text);
  return texts.length > 0 && texts.every((text) => text !== undefined)
    ? { text: texts.join('') }
    : { fault: 'its answer holds no text' };
}

function word(text: string): string {
  return plainText(text, limits.brainLineCharsMax);
}

const modelAnswer = z.object({ name: z.string(), supportedGenerationMethods: z.array(z.string()).optional() });

async function check(settings: GeminiSettings, signal: AbortSignal): Promise<BrainHealth> {
  const { model, clock } = settings;
  const unready = settingsFault(settings);
  if (unready !== undefined) return { ok: false, sentence: unready };
  try {
    const text = await within(clock, limits.brainCheckMs, signal, (inner) => ask(settings, modelPath(model), inner));
    const answer = modelAnswer.safeParse(parseJson(text));
    if (!answer.success)
      return { ok: false, sentence: `What answers at ${settings.endpoint} is not Gemini; set gemini.endpoint.` };
    if (answer.data.supportedGenerationMethods?.includes('generateContent') === false)
      return { ok: false, sentence: `Gemini's model '${model}' does not write texts; set gemini.model.` };
    return { ok: true, detail: `Gemini takes the key and has the model '${model}'.` };
  } catch (error) {
    return { ok: false, sentence: sentence(error, settings, limits.brainCheckMs) };
  }
}

/** One sentence on what went wrong and what to do. @throws anything that is a defect. */
function sentence(error: unknown, { endpoint, model }: GeminiSettings, ms: number): string {
  if (error instanceof HttpTrouble) return `Gemini ${troubleWords(error, endpoint, ms)}.`;
  if (error instanceof GeminiRefusal) return error.sentence(model);
  throw error;
}
