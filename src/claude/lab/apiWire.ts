import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../../base/json.ts';
import type { Block, Reply } from './script.ts';

/** A message about to be sent: who it claims to be from, and the numbers that make its ids. */
export interface Envelope {
  readonly model: string;
  /** Unique among the messages of one server; ids are derived from it, so that two runs give the same ids. */
  readonly serial: number;
}

/** Waits until a gate is opened. */
export type AwaitGate = (name: string) => Promise<void>;

type Message = Extract<Reply, { kind: 'message' }>;
type ErrorReply = Extract<Reply, { kind: 'error' }>;

const outputTokens = 12;
const tokensInUnlessTold = 100;

/** Sends the message as one JSON document, after every gate in it. Source: the Messages API reference. */
export async function sendJson(response: ServerResponse, message: Message, envelope: Envelope, awaitGate: AwaitGate) {
  for (const block of message.blocks) if (block.type === 'gate') await awaitGate(block.name);
  const content = contentOf(message).map((block, index) => finished(block, envelope, index));
  const body = { ...shell(envelope), content, stop_reason: stopReason(message), usage: usage(message) };
  response.writeHead(200, { 'content-type': 'application/json', ...message.headers });
  response.end(JSON.stringify(body));
}

/** Sends the message as server-sent events; text goes out in pieces, a gate holds the stream where it stands. */
export async function sendStream(response: ServerResponse, message: Message, envelope: Envelope, awaitGate: AwaitGate) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...message.headers });
  const send = (type: string, data: JsonObject): void => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  };
  send('message_start', { message: { ...shell(envelope), content: [], stop_reason: null, usage: usage(message) } });
  let index = 0;
  for (const block of message.blocks) {
    if (block.type === 'gate') {
      await awaitGate(block.name);
      continue;
    }
    send('content_block_start', { index, content_block: begun(block, envelope, index) });
    for (const delta of deltas(block)) send('content_block_delta', { index, delta });
    send('content_block_stop', { index });
    index += 1;
  }
  send('message_delta', {
    delta: { stop_reason: stopReason(message), stop_sequence: null },
    usage: { output_tokens: outputTokens },
  });
  send('message_stop', {});
  response.end();
}

/** Sends an error in the API's shape. */
export function sendError(response: ServerResponse, error: ErrorReply): void {
  response.writeHead(error.status, { 'content-type': 'application/json', ...error.headers });
  response.end(JSON.stringify({ type: 'error', error: { type: error.type, message: error.message } }));
}

type Content = Exclude<Block, { type: 'gate' }>;

function contentOf(message: Message): Content[] {
  return message.blocks.filter((block) => block.type !== 'gate');
}

function shell(envelope: Envelope): JsonObject {
  const id = `msg_lab_${String(envelope.serial).padStart(6, '0')}`;
  return { id, type: 'message', role: 'assistant', model: envelope.model, stop_sequence: null };
}

function usage({ tokensIn = tokensInUnlessTold }: Message): JsonObject {
  return {
    input_tokens: tokensIn,
    output_tokens: outputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  };
}

function stopReason(message: Message): string {
  return message.blocks.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn';
}

function toolUseId(envelope: Envelope, index: number): string {
  return `toolu_lab_${String(envelope.serial).padStart(6, '0')}_${index}`;
}

function begun(block: Content, envelope: Envelope, index: number): JsonObject {
  if (block.type === 'text') return { type: 'text', text: '' };
  return { type: 'tool_use', id: toolUseId(envelope, index), name: block.name, input: {} };
}

function finished(block: Content, envelope: Envelope, index: number): JsonObject {
  return block.type === 'text' ? { ...block } : { ...begun(block, envelope, index), input: block.input };
}

function deltas(block: Content): JsonObject[] {
  if (block.type === 'tool_use') return [{ type: 'input_json_delta', partial_json: JSON.stringify(block.input) }];
  const pieces = block.text.match(/[\s\S]{1,40}/gu) ?? [];
  return pieces.map((text) => ({ type: 'text_delta', text }));
}
