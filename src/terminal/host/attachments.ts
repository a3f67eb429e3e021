import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import type { HostExited, HostOutput } from './protocol.ts';
import type { Replay } from './replay.ts';

/** Where an attached client's output goes. */
export interface OutputSink {
  output(output: HostOutput): void;
  detached(value: { id: string; offset: number }): void;
  exited(value: HostExited): void;
}

/** The levels of `limits` between which the child is held back, in characters of output. */
export interface FlowLimits {
  readonly ptyBacklogBytesHigh: number;
  readonly ptyBacklogBytesLow: number;
  readonly hostAckWithinMs: number;
}

interface Attachment {
  readonly sink: OutputSink;
  /** Output offsets up to which output was sent and acknowledged. */
  sent: number;
  acked: number;
  /** Runs while this client's backlog holds the child back and nothing is acknowledged. */
  patience: Disposable | undefined;
  /** False until the exit of the session was reported to this client, which comes after its last output. */
  knowsExit: boolean;
}

/** What the attachments of one session need to know of it. */
export interface AttachedSession {
  readonly id: string;
  readonly replay: Replay;
  readonly clock: Clock;
  readonly limits: FlowLimits;
  /** Stops or continues reading the PTY. */
  readonly hold: (held: boolean) => void;
}

/**
 * The clients that follow one session's output. Each is sent no more than the upper level beyond what it acknowledged; while
 * one lags that far behind, the child is held back until it has caught up to the lower level. One that acknowledges nothing
 * for too long is detached and must attach again: no client can stall a child for ever, nor fill the host's memory.
 */
export class Attachments {
  readonly #session: AttachedSession;
  readonly #attached = new Map<OutputSink, Attachment>();
  #held = false;
  #exit: HostExited | undefined;

  constructor(session: AttachedSession) {
    this.#session = session;
  }

  has(sink: OutputSink): boolean {
    return this.#attached.has(sink);
  }

  /** Registers a client without sending yet, so that the answer to `attach` can go first; `start` must be in memory. */
  add(sink: OutputSink, start: number): void {
    this.remove(sink);
    const knowsExit = this.#exit !== undefined;
    this.#attached.set(sink, { sink, sent: start, acked: start, patience: undefined, knowsExit });
  }

  remove(sink: OutputSink): void {
    this.#attached.get(sink)?.patience?.dispose();
    if (this.#attached.delete(sink)) this.#regulate();
  }

  /** Sends what may be sent; called after every piece of output and after `add`. */
  pump(): void {
    for (const attachment of this.#attached.values()) this.#send(attachment);
    this.#regulate();
  }

  ack(sink: OutputSink, offset: number): void {
    const attachment = this.#attached.get(sink);
    if (!attachment || offset <= attachment.acked) return;
    attachment.acked = Math.min(offset, attachment.sent);
    attachment.patience?.dispose();
    attachment.patience = undefined;
    this.#send(attachment);
    this.#regulate();
  }

  /** Reports the exit to every attached client, to each after its last output. */
  announceExit(exit: HostExited): void {
    this.#exit = exit;
    this.pump();
  }

  #send(attachment: Attachment): void {
    const { id, replay, limits } = this.#session;
    while (attachment.sent < replay.end && attachment.sent - attachment.acked < limits.ptyBacklogBytesHigh) {
      const offset = attachment.sent;
      const text = replay.read(offset);
      // Counted before it is handed over: a sink may acknowledge at once.
      attachment.sent += text.length;
      attachment.sink.output({ id, offset, text });
    }
    if (this.#exit && !attachment.knowsExit && attachment.sent === replay.end) {
      attachment.knowsExit = true;
      attachment.sink.exited(this.#exit);
    }
  }

  /** Holds the child back when a client lags above the upper level, until all are below the lower one. */
  #regulate(): void {
    const { limits, replay, hold } = this.#session;
    const level = this.#held ? limits.ptyBacklogBytesLow : limits.ptyBacklogBytesHigh;
    const lagging = [...this.#attached.values()].filter((attachment) => replay.end - attachment.acked > level);
    for (const attachment of lagging) this.#awaitAck(attachment);
    if (lagging.length > 0 === this.#held) return;
    this.#held = !this.#held;
    hold(this.#held);
  }

  #awaitAck(attachment: Attachment): void {
    const { id, clock, limits } = this.#session;
    attachment.patience ??= clock.after(limits.hostAckWithinMs, () => {
      this.remove(attachment.sink);
      attachment.sink.detached({ id, offset: attachment.sent });
      if (this.#exit && !attachment.knowsExit) attachment.sink.exited(this.#exit);
    });
  }
}
