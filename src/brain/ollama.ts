import { Ollama } from 'ollama';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { sentenceOf } from '../base/errors.ts';
import { isObject, parseJson } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { Advice } from '../policy/consulting/advice.ts';
import type { Matter } from '../policy/consulting/matter.ts';
import { addressBase, addressFault } from './settingFaults.ts';
import type { AskedModel } from './asking.ts';
import { adviceOf } from './asking.ts';
import type { Brain, BrainFacts, BrainHealth } from './brain.ts';
import { askHttp, HttpTrouble, troubleWords, within } from './http.ts';
import type { Prompt } from './prompt.ts';
import { plainText } from './quoting.ts';

/** How Ollama is asked. */
export interface OllamaSettings {
  /** Address of the server, as `http://127.0.0.1:11434`. */
  readonly host: string;
  /** As `ollama list` names it. */
  readonly model: string;
  /** How long the model stays in memory after an answer, as Go writes durations: `10m`. */
  readonly keepAlive: string;
  /** From the question to the answer. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** A brain that runs on a server of the owner's, by Ollama's API. Source of its forms: the API's documentation. */
export function ollamaBrain(settings: OllamaSettings): Brain {
  return {
    name: 'ollama',
    consult: (matter, facts, signal) => consult(settings, matter, facts, signal),
    check: (signal) => check(settings, signal),
  };
}

function consult(settings: OllamaSettings, matter: Matter, facts: BrainFacts, signal: AbortSignal): Promise<Advice> {
  const { host, model, timeoutMs, clock } = settings;
  const asked: AskedModel = {
    says: `Ollama (${model})`,
    unready: hostFault(host),
    async ask(prompt) {
      const answer = await within(clock, timeoutMs, signal, (inner) => chat(settings, prompt, inner));
      const fault = faultOf(answer, prompt);
      return fault === undefined ? { text: answer.message.content } : { fault };
    },
    sentence: (error) => sentence(error, settings, timeoutMs),
  };
  return adviceOf(asked, matter, facts);
}

/** What of an answer matters; `done_reason` and the count are missing in old versions. */
const chatAnswer = z.object({
  message: z.object({ content: z.string() }),
  done: z.literal(true),
  done_reason: z.string().optional(),
  prompt_eval_count: z.int().optional(),
});
type ChatAnswer = z.output<typeof chatAnswer>;

async function chat(settings: OllamaSettings, prompt: Prompt, signal: AbortSignal): Promise<ChatAnswer> {
  const request = {
    model: settings.model,
    messages: [
      { role: 'system', content: prompt.system },
      { role: 'user', content: prompt.user },
    ],
    stream: false as const,
    format: prompt.schema,
    keep_alive: settings.keepAlive,
    // Known to newer servers: they refuse a prompt that is too long instead of dropping its beginning, which holds the rules.
    truncate: false,
    options: { temperature: 0, num_ctx: limits.brainContextTokens, num_predict: limits.brainAnswerTokensMax },
  };
  const answer = chatAnswer.safeParse(await client(settings.host, signal).chat(request));
  if (!answer.success) throw new SyntaxError('not the form of a chat');
  return answer.data;
}

/** Why an answer is not to be believed, whatever it says. */
function faultOf(answer: ChatAnswer, prompt: Prompt): string | undefined {
  if (answer.done_reason !== undefined && answer.done_reason !== 'stop')
    return `it was cut off (${plainText(answer.done_reason, limits.brainLineCharsMax)})`;
  const bytes = Buffer.byteLength(prompt.system) + Buffer.byteLength(prompt.user);
  const counted = answer.prompt_eval_count;
  // Servers that do not know `truncate` drop the beginning of a prompt and say nothing; only the count gives it away.
  if (counted !== undefined && (counted * limits.brainBytesPerTokenMax < bytes || counted >= limits.brainContextTokens))
    return 'it was not shown the whole question, which is too long for it';
  return undefined;
}

/** A client for one conversation: the package's own `abort` would end those of all sessions, and reads without a bound. */
function client(host: string, signal: AbortSignal): Ollama {
  return new Ollama({
    host: addressBase(host),
    fetch: async (url, init) => {
      const answer = await askHttp(
        url instanceof Request ? url.url : url.toString(),
        {
          method: init?.method === 'POST' ? 'POST' : 'GET',
          headers: Object.fromEntries(new Headers(init?.headers)),
          ...(typeof init?.body === 'string' ? { body: init.body } : {}),
        },
        signal,
      );
      if (answer.status !== 200) throw new HttpRefusal(answer.status, answer.text);
      return new Response(answer.text, { headers: { 'content-type': 'application/json' } });
    },
  });
}

/** The server answered, but with a status that says no. */
class HttpRefusal extends Error {
  readonly status: number;
  /** What it says of it. */
  readonly said: string;

  constructor(status: number, text: string) {
    super(`HTTP ${status}`);
    this.status = status;
    const json = parseJson(text);
    this.said = isObject(json) && typeof json['error'] === 'string' ? json['error'] : '';
  }
}

async function check(settings: OllamaSettings, signal: AbortSignal): Promise<BrainHealth> {
  const { host, model, clock } = settings;
  const unready = hostFault(host);
  if (unready !== undefined) return { ok: false, sentence: unready };
  try {
    const { version, names } = await within(clock, limits.brainCheckMs, signal, (inner) => look(host, inner));
    if (!names.includes(model) && !names.includes(`${model}:latest`)) return { ok: false, sentence: notPulled(model) };
    return { ok: true, detail: `Ollama ${version} at ${host} has the model '${model}'.` };
  } catch (error) {
    return { ok: false, sentence: sentence(error, settings, limits.brainCheckMs) };
  }
}

function hostFault(host: string): string | undefined {
  const fault = addressFault(host, false);
  return fault === undefined ? undefined : `The address in ollama.host ${fault}.`;
}

const versionAnswer = z.object({ version: z.string() });
const listAnswer = z.object({ models: z.array(z.object({ name: z.string() })) });

async function look(host: string, signal: AbortSignal): Promise<{ version: string; names: readonly string[] }> {
  const server = client(host, signal);
  const version = versionAnswer.safeParse(await server.version());
  const list = listAnswer.safeParse(await server.list());
  if (!version.success || !list.success) throw new SyntaxError('not the form of a list');
  return {
    version: plainText(version.data.version, limits.brainLineCharsMax),
    names: list.data.models.map(({ name }) => name),
  };
}

function notPulled(model: string): string {
  return `Ollama does not have the model '${model}'; fetch it with \`ollama pull ${model}\`.`;
}

/** One sentence on what went wrong and what to do. @throws anything that is a defect. */
function sentence(error: unknown, { host, model }: OllamaSettings, ms: number): string {
  if (error instanceof HttpTrouble) {
    const hint = hints[error.kind] ?? '';
    return `Ollama ${troubleWords(error, host, ms)}${hint}.`;
  }
  if (error instanceof HttpRefusal) {
    if (error.status === 404 && /model.*not found/i.test(error.said)) return notPulled(model);
    const said = plainText(error.said, limits.brainReasonCharsMax);
    return `Ollama at ${host} answered with HTTP status ${error.status}${said === '' ? '' : `: ${said}`}.`;
  }
  // What the package makes of a body that is no JSON, or of one that breaks off.
  if (error instanceof SyntaxError) return `Ollama at ${host} answered what is no answer of its API.`;
  throw new TypeError(`Ollama was asked in a wrong way: ${sentenceOf(error)}`, { cause: error });
}

const hints: Partial<Record<HttpTrouble['kind'], string>> = {
  refused: '; start it with `ollama serve`, or set ollama.host',
  'unknown-host': '; set ollama.host',
  late: '; a smaller model answers faster, brain.timeout_ms gives it more time',
};
