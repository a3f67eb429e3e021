import type { NotificationName, Notifications } from '../../src/api/methods.ts';
import type { ApiClientHandle } from '../../src/api/server.ts';
import { Emitter } from '../../src/base/emitter.ts';

/** A client as the handlers see it, whose connection the test owns. */
export class TestClient implements ApiClientHandle {
  static #last = 0;
  readonly id = ++TestClient.#last;
  readonly name = `client ${this.id}`;
  readonly drained = new Emitter<void>();
  readonly closed = new Emitter<void>();
  readonly onDrain = this.drained.event;
  readonly onClose = this.closed.event;
  readonly sent: [NotificationName, Notifications[NotificationName]][] = [];
  takes = true;

  notify<N extends NotificationName>(name: N, payload: Notifications[N]): boolean {
    if (this.takes) this.sent.push([name, payload]);
    return this.takes;
  }

  /** Names of what was sent since the last look. */
  heard(): string[] {
    return this.sent.splice(0).map(([name]) => name);
  }

  /** What was sent under a name since the last look; everything else since then is dropped. */
  told<N extends NotificationName>(name: N): Notifications[N][] {
    const sent = this.sent.splice(0).filter((one): one is [N, Notifications[N]] => one[0] === name);
    return sent.map(([, payload]) => payload);
  }
}
