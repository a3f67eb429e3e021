import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';
import type { Counts } from '../counts.ts';
import { Bucket } from '../rate.ts';
import type { ServerSocket } from '../sockets.ts';
import { serveTexts } from './texts.ts';
import type { McpServerFactory } from './tools.ts';

/** What a conversation of MCP over a WebSocket needs. */
export interface McpSocketPorts {
  readonly factory: McpServerFactory;
  readonly clock: Clock;
  readonly counts: Counts;
  readonly onError: (error: Error) => void;
}

/** Serves MCP on a WebSocket until it is over: one message of JSON-RPC a text, at the pace of `limits.wsRatePerS`. */
export function converseMcp(socket: ServerSocket, { factory, clock, counts, onError }: McpSocketPorts): void {
  const bucket = new Bucket({ perS: limits.wsRatePerS, burst: limits.wsRateBurst }, clock);
  const queue: string[] = [];
  let pause: Disposable | undefined;
  const talk = serveTexts(
    factory,
    {
      // Answers are never dropped; who asks on and on without reading is not served any further.
      send: (text) => {
        if (socket.buffered > limits.messageBytesMax) socket.close('tooSlow');
        else socket.send(Buffer.from(text));
      },
      close: () => {
        socket.close('serverEnds');
      },
    },
    onError,
  );
  const next = (): void => {
    while (queue.length > 0) {
      const waitMs = bucket.take();
      if (waitMs > 0) {
        pause ??= clock.after(waitMs, () => {
          pause = undefined;
          next();
        });
        break;
      }
      talk.take(queue.shift() ?? '');
    }
    if (queue.length > 0) socket.pause();
    else socket.resume();
  };
  socket.onMessage((text) => {
    counts.add('ws_messages');
    queue.push(text);
    next();
  });
  socket.onClose(() => {
    pause?.dispose();
    queue.length = 0;
    talk.end();
  });
}
