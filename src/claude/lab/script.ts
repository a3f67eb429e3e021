import type { JsonObject } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';

/** One piece of a scripted answer. A `gate` is no content: the answer stops there until the test opens that gate. */
export type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly name: string; readonly input: JsonObject }
  | { readonly type: 'gate'; readonly name: string };

/** A scripted answer: the assistant's message, or an HTTP error in the shape of the Messages API. */
export type Reply =
  | {
      readonly kind: 'message';
      readonly blocks: readonly Block[];
      readonly headers?: Readonly<Record<string, string>>;
      /** Tokens that the request is said to have taken in; a hundred where nothing is told. */
      readonly tokensIn?: number;
    }
  | {
      readonly kind: 'error';
      readonly status: number;
      /** The API's error type, e.g. `rate_limit_error`. */
      readonly type: string;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** A scripted answer that is no error. */
export type MessageReply = Extract<Reply, { kind: 'message' }>;

/** Where a conversation stands: which case was typed, and how many tool results came back since. */
export interface Place {
  /** The token in the typed prompt, e.g. `edit-file` of `[case:edit-file]`; '' when none was typed. */
  readonly caseName: string;
  readonly turn: number;
}

/**
 * What the API says at a place: a function, or for each case its replies by turn (the last one is repeated). A function also gets
 * the words that were typed last.
 */
export type Script = ((place: Place, typed: string) => Reply) | Readonly<Record<string, readonly Reply[]>>;

/** What is answered where a script says nothing. */
const nothingScripted: Reply = { kind: 'message', blocks: [{ type: 'text', text: 'Nothing is scripted for this.' }] };

/** What the API says at a place. */
export function replyAt(script: Script, place: Place, typed = ''): Reply {
  if (typeof script === 'function') return script(place, typed);
  const replies = Object.hasOwn(script, place.caseName) ? script[place.caseName] : undefined;
  return replies?.[place.turn] ?? replies?.at(-1) ?? nothingScripted;
}

/** An assistant's message of plain text. */
export function says(...texts: string[]): MessageReply {
  return { kind: 'message', blocks: texts.map((text) => ({ type: 'text', text })) };
}

/** An assistant's message that calls one tool after a sentence ('' for none). */
export function calls(name: string, input: JsonObject, sentence = ''): MessageReply {
  const call: Block = { type: 'tool_use', name, input };
  return { kind: 'message', blocks: sentence === '' ? [call] : [{ type: 'text', text: sentence }, call] };
}

/** An assistant's message that begins only after `api.open(gate)`. */
export function heldBy(gate: string, reply: MessageReply): Reply {
  return { ...reply, blocks: [{ type: 'gate', name: gate }, ...reply.blocks] };
}

/** Stands in a tool's input for the file that the CLI wants a plan written into; its name is made up anew for each session. */
export const planFile = '{{plan-file}}';

/** The reply with the plan file that the request names in place of `planFile`. */
export function withPlanFile(reply: Reply, body: JsonObject): Reply {
  const text = JSON.stringify(reply);
  const path = text.includes(planFile) ? /\/[^\s"'`\\]*\/plans\/[\w-]+\.md/.exec(JSON.stringify(body))?.[0] : undefined;
  return path === undefined ? reply : (JSON.parse(text.replaceAll(planFile, path)) as Reply);
}

/** Stands in a text for the uuid that a task of a list is to bring back. */
export const ownUuid = '{{execution-uuid}}';

/** The reply with the uuid that the typed words ask for in place of `ownUuid`. */
export function withOwnUuid(reply: Reply, typed: string): Reply {
  const text = JSON.stringify(reply);
  const uuid = [...typed.matchAll(/execution_uuid\W{1,4}([0-9a-f-]{36})/g)].at(-1)?.[1];
  return uuid === undefined ? reply : (JSON.parse(text.replaceAll(ownUuid, uuid)) as Reply);
}

/** The words that were typed last: the user's own text, without the CLI's reminders. */
export function typedIn(body: JsonObject): string {
  const texts = userBlocks(body).flatMap(({ type, text }) =>
    type === 'text' && typeof text === 'string' ? [text] : [],
  );
  return texts.findLast((text) => !text.startsWith('<system-reminder>')) ?? '';
}

/** Finds the last case token among the user's own texts (not the CLI's reminders) and counts the tool results after it. */
export function placeIn(body: JsonObject): Place {
  let place: Place = { caseName: '', turn: 0 };
  for (const block of userBlocks(body)) {
    if (block.type === 'tool_result') place = { ...place, turn: place.turn + 1 };
    if (block.type !== 'text' || typeof block.text !== 'string' || block.text.startsWith('<system-reminder>')) continue;
    const token = [...block.text.matchAll(/\[case:([a-z0-9-]+)\]/g)].at(-1)?.[1];
    if (token !== undefined) place = { caseName: token, turn: 0 };
  }
  return place;
}

/** The content blocks of the user's messages in order; a plain string counts as one text block. */
function userBlocks(body: JsonObject): JsonObject[] {
  const messages: readonly unknown[] = Array.isArray(body.messages) ? body.messages : [];
  return messages.flatMap((message) => {
    if (!isObject(message) || message.role !== 'user') return [];
    const { content } = message;
    if (typeof content === 'string') return [{ type: 'text', text: content }];
    return Array.isArray(content) ? (content as readonly unknown[]).filter(isObject) : [];
  });
}
