import type { Json, JsonObject } from '../../base/json.ts';
import { canonicalJson, isObject } from '../../base/json.ts';
import type { RecordedRequest } from '../../claude/lab/scriptedApi.ts';

/** A tool call that the API made, as the CLI's later requests tell of it. */
export interface CallSeen {
  readonly id: string;
  readonly tool: string;
  readonly input: JsonObject;
  /** What came back, once it has. */
  readonly result?: { readonly isError: boolean; readonly text: string };
}

/** What the CLI has told the API so far: the last witness of whether an answer had its effect. */
export class ApiWatch {
  readonly #requests: readonly RecordedRequest[];
  readonly #calls = new Map<string, CallSeen>();
  readonly #tools = new Set<string>();
  #read = 0;

  constructor(requests: readonly RecordedRequest[]) {
    this.#requests = requests;
  }

  /** Tells whether the CLI offers a tool to the model. */
  offers(tool: string): boolean {
    this.#look();
    return this.#tools.has(tool);
  }

  /** The calls of a tool whose input has all of this in it, oldest first. */
  callsOf(tool: string, input: JsonObject): readonly CallSeen[] {
    this.#look();
    return [...this.#calls.values()].filter((call) => call.tool === tool && holds(call.input, input));
  }

  #look(): void {
    for (; this.#read < this.#requests.length; this.#read++) {
      const body = this.#requests[this.#read]?.body;
      if (!isObject(body)) continue;
      for (const tool of listOf(body.tools)) if (typeof tool.name === 'string') this.#tools.add(tool.name);
      for (const message of listOf(body.messages)) for (const block of listOf(message.content)) this.#take(block);
    }
  }

  #take(block: JsonObject): void {
    if (block.type === 'tool_use' && typeof block.id === 'string' && typeof block.name === 'string') {
      const known = this.#calls.get(block.id);
      const input = isObject(block.input) ? block.input : {};
      if (!known) this.#calls.set(block.id, { id: block.id, tool: block.name, input });
    }
    if (block.type !== 'tool_result' || typeof block.tool_use_id !== 'string') return;
    const call = this.#calls.get(block.tool_use_id);
    const result = { isError: block.is_error === true, text: JSON.stringify(block.content ?? '') };
    if (call) this.#calls.set(call.id, { ...call, result });
  }
}

/** True when every field that is wanted is there with the same value; a CLI may add defaults. */
export function holds(input: JsonObject, wanted: JsonObject): boolean {
  return Object.entries(wanted).every(([name, value]) => same(input[name], value));
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b);
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}
