import type { TranscriptEvent } from '../claude/transcript/line.ts';
import { refusalKind } from '../claude/transcript/refusal.ts';
import type { Words } from '../screen/words.ts';
import type { SessionEvent } from '../session/session.ts';

/** What the transcript tells, as the session's life knows it; undefined when it is nothing to it. */
export function sessionEventOf(
  event: TranscriptEvent,
  words: Pick<Words, 'limits' | 'errors'>,
): SessionEvent | undefined {
  switch (event.type) {
    case 'call': {
      // Each step is stored: a long conversation, told from its beginning, would keep a new daemon from answering.
      if (event.settled) return undefined;
      const { type, history, settled: _settled, ...call } = event;
      return { type: 'call-pending', call, ...(history ? { history } : {}) };
    }
    case 'result': {
      if (event.settled) return undefined;
      const { callId, refused, answers } = event;
      return { type: 'call-done', callId, refused, ...(answers ? { answers } : {}) };
    }
    case 'prompt':
      return { type: 'prompt-sent', text: event.text, ...timeOf(event) };
    case 'turn-ended':
      return { type: 'turn-ended', text: event.text };
    case 'refused':
      return { type: 'refused', kind: refusalKind(event, words), text: event.text, ...timeOf(event) };
    case 'usage':
      return undefined;
  }
}

function timeOf({ at }: { readonly at?: string }): { readonly at?: string } {
  return at === undefined ? {} : { at };
}
