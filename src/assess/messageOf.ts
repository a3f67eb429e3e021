import type { JsonObject } from '../base/json.ts';

/** The sentence in an error of JSON-RPC, or in a notification of one. */
export function messageOf({ message }: JsonObject): string {
  return typeof message === 'string' ? message : 'it failed and says nothing of why';
}
