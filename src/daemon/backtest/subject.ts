import type { PendingCall } from '../../session/session.ts';

/** The one field of a call that tells people what it is about. */
const telling = ['command', 'file_path', 'notebook_path', 'path', 'url', 'pattern', 'query'] as const;

/** What a call is about in one line of text: its command, path or URL, else its input as JSON. */
export function subjectOf({ input }: Pick<PendingCall, 'input'>): string {
  const field = telling.map((name) => input[name]).find((value) => typeof value === 'string');
  return typeof field === 'string' ? field : JSON.stringify(input);
}
