import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { sentenceOf } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { ServerAccess } from './httpAsking.ts';
import { ListReader, readOutput } from './listReader.ts';
import { wordsEnded } from './pages.ts';
import { until } from './until.ts';
import { RpcSocket } from './webSocket.ts';

/** A word of whose answer a client has read the end. */
export interface Read {
  readonly word: string;
  /** Wall-clock milliseconds. */
  readonly atMs: number;
}

/** What came of all clients. */
export interface CrowdResult {
  readonly clients: number;
  /** Output of all lists together, as the server tells it to one who asks. */
  readonly outputBytes: number;
  readonly clientBytes: number;
  /** Clients that got every byte of their list in order. */
  readonly whole: number;
  /** Without the slow client. */
  readonly read: readonly Read[];
  readonly faults: readonly string[];
}

interface Client {
  readonly socket: RpcSocket;
  readonly isSlow: boolean;
  readonly ended: Set<string>;
  reader: ListReader | undefined;
}

/** Many clients that stream the output of lists, each of one; the first of them is slow. */
export class Crowd {
  readonly #clock: Clock;
  readonly #clients: readonly Client[];
  readonly #read: Read[] = [];
  readonly #faults: string[] = [];

  private constructor(clock: Clock, clients: readonly Client[]) {
    this.#clock = clock;
    this.#clients = clients;
  }

  /** Connects them. @throws PccError when the server does not take one. */
  static async open(server: ServerAccess, clock: Clock, count: number, doing: (text: string) => void): Promise<Crowd> {
    const clients: Client[] = [];
    while (clients.length < count) {
      const batch = Math.min(clientsAtOnce, count - clients.length);
      const sockets = await Promise.all(Array.from({ length: batch }, () => RpcSocket.open(server, clock)));
      for (const socket of sockets)
        clients.push({ socket, isSlow: clients.length === 0, ended: new Set(), reader: undefined });
      doing(`${clients.length} of ${count} clients are connected`);
    }
    return new Crowd(clock, clients);
  }

  /** Each begins to stream the output of one of the lists, from its beginning. */
  async watch(ids: readonly string[]): Promise<void> {
    await Promise.all(
      this.#clients.map(async (client, index) => {
        const id = ids[index % Math.max(1, ids.length)] ?? '';
        try {
          client.reader = await ListReader.begin(client.socket, id, 0, {
            counts: true,
            onPiece: (text) => {
              this.#took(client, text);
            },
          });
        } catch (error) {
          this.#faults.push(`A client could not watch ${id.slice(0, 8)}: ${sentenceOf(error)}`);
        }
      }),
    );
  }

  /** Waits until all have been told the end, a bounded time, and holds what they got against the whole output of each list. */
  async finish(ids: readonly string[], socket: RpcSocket): Promise<CrowdResult> {
    const outputs = new Map<string, Output>();
    for (const id of ids) outputs.set(id, await wholeOutput(socket, id));
    const isOver = (): boolean => this.#clients.every(({ reader }) => reader?.ended !== false);
    await until(this.#clock, 'end of all streams', isOver, limits.assessWaitMs).catch(() => undefined);
    const wholes = this.#clients.filter((client, index) => this.#isWhole(client, index, outputs));
    const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
    return {
      clients: this.#clients.length,
      outputBytes: sum([...outputs.values()].map(({ bytes }) => bytes)),
      clientBytes: sum(this.#clients.map(({ reader }) => reader?.bytes ?? 0)),
      whole: wholes.length,
      read: this.#read,
      faults: this.#faults,
    };
  }

  close(): void {
    for (const { socket } of this.#clients) socket.close();
  }

  #took({ socket, isSlow, ended }: Client, text: string): void {
    if (isSlow) {
      socket.pause();
      this.#clock.after(limits.assessSlowMs, () => {
        socket.resume();
      });
      return;
    }
    const atMs = this.#clock.wallMs();
    for (const word of wordsEnded(text)) {
      // A piece begins with the last of the one before it.
      if (!ended.has(word)) this.#read.push({ word, atMs });
      ended.add(word);
    }
  }

  #isWhole({ reader, isSlow }: Client, index: number, outputs: ReadonlyMap<string, Output>): boolean {
    if (!reader) return false;
    const output = outputs.get(reader.id);
    const isWhole =
      reader.ended && reader.gap === undefined && reader.bytes === output?.bytes && reader.digest() === output.digest;
    if (!isWhole) {
      const why = reader.gap ?? `it got ${reader.bytes} of ${output?.bytes ?? 0} bytes`;
      this.#faults.push(`Client ${index + 1}${isSlow ? ' (the slow one)' : ''} did not get all: ${why}`);
    }
    return isWhole;
  }
}

/** Handshakes at the same time: more would only wait. */
const clientsAtOnce = 20;

interface Output {
  readonly bytes: number;
  readonly digest: string;
}

async function wholeOutput(socket: RpcSocket, id: string): Promise<Output> {
  const hash = createHash('sha256');
  const bytes = await readOutput(socket, id, (text) => hash.update(text));
  return { bytes, digest: hash.digest('hex') };
}
