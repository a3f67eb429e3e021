import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { isObject, parseJson } from '../../base/json.ts';
import { isDeeper } from '../../base/nesting.ts';
import { limits } from '../../limits.ts';
import { deepMessage, invalidRequest, parseError, singleMessage } from './refused.ts';
import type { JSONRPCMessage, McpServerFactory, Transport } from './tools.ts';
import { parseJSONRPCMessage } from './tools.ts';

/** The other side of a conversation whose messages are texts, one each. */
export interface TextPeer {
  send(text: string): void;
  /** Ends the conversation from this side. */
  close(): void;
}

/** A conversation of MCP that is under way. */
export interface TextConversation {
  /** A message came. */
  take(text: string): void;
  /** The other side is gone. */
  end(): void;
}

/** Serves MCP through texts, whichever of its revisions the client opens with. */
export function serveTexts(
  factory: McpServerFactory,
  peer: TextPeer,
  onError: (error: Error) => void,
): TextConversation {
  const transport = new TextTransport(peer);
  serveStdio(factory, { transport, maxSubscriptions: limits.mcpSubscriptionsMax, onerror: onError });
  return transport;
}

class TextTransport implements Transport, TextConversation {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #peer: TextPeer;
  #isOver = false;

  constructor(peer: TextPeer) {
    this.#peer = peer;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  send(message: JSONRPCMessage): Promise<void> {
    if (!this.#isOver) this.#peer.send(JSON.stringify(message));
    return Promise.resolve();
  }

  close(): Promise<void> {
    if (!this.#isOver) this.#peer.close();
    this.end();
    return Promise.resolve();
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.onclose?.();
  }

  /** What is no message is answered, so that nobody waits for an answer in vain. */
  take(text: string): void {
    if (this.#isOver) return;
    const value = parseJson(text);
    if (value === undefined) {
      this.#refuse(null, parseError, 'The message is no JSON.');
      return;
    }
    if (isDeeper(value)) {
      this.#refuse(idOf(value), invalidRequest, deepMessage);
      return;
    }
    let message: JSONRPCMessage;
    try {
      message = parseJSONRPCMessage(value);
    } catch {
      this.#refuse(idOf(value), invalidRequest, singleMessage);
      return;
    }
    this.onmessage?.(message);
  }

  #refuse(id: string | number | null, code: number, message: string): void {
    this.#peer.send(JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }));
  }
}

/** The id of what asks for an answer; that of an answer is one that we gave, and may be that of a request of theirs as well. */
function idOf(value: unknown): string | number | null {
  const id = isObject(value) && 'method' in value ? value['id'] : null;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}
