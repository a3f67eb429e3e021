import type { TranscriptEvent } from '../claude/transcript/line.ts';
import type { SessionEvent } from '../session/session.ts';

/** What the transcript tells, as the session's life knows it; undefined when it is nothing to it. */
export function sessionEventOf(event: TranscriptEvent): SessionEvent | undefined {
  switch (event.type) {
    case 'call': {
      const { type, ...call } = event;
      return { type: 'call-pending', call };
    }
    case 'result': {
      const { callId, refused, answers } = event;
      return { type: 'call-done', callId, refused, ...(answers ? { answers } : {}) };
    }
    case 'prompt':
      return { type: 'prompt-sent', text: event.text };
    case 'turn-ended':
      return { type: 'turn-ended', text: event.text };
    case 'usage':
      return undefined;
  }
}
