/** What a server has done, for `/metrics` and `/health`. */
export class Counts {
  readonly #counts = new Map<string, Map<string, number>>();

  /** Counts one more, or so many more, of a kind; `label` tells kinds of it apart. */
  add(name: CountName, label = '', by = 1): void {
    const labels = this.#counts.get(name) ?? new Map<string, number>();
    this.#counts.set(name, labels);
    labels.set(label, (labels.get(label) ?? 0) + by);
  }

  /** How many there were of a kind, of all labels together unless one is named. */
  of(name: CountName, label?: string): number {
    const labels = this.#counts.get(name);
    if (!labels) return 0;
    return label === undefined ? [...labels.values()].reduce((sum, one) => sum + one, 0) : (labels.get(label) ?? 0);
  }

  /** All kinds with what was counted of each. */
  all(): readonly { readonly name: CountName; readonly labels: ReadonlyMap<string, number> }[] {
    return countNames.map((name) => ({ name, labels: this.#counts.get(name) ?? new Map<string, number>() }));
  }
}

/** Every kind that is counted: its sentence, and what its labels mean where it has some. */
export const counted = {
  http_requests: { help: 'Requests of HTTP that were answered, by status.', label: 'status' },
  http_refused: { help: 'Requests and upgrades that did not pass the guard, by reason.', label: 'reason' },
  ws_accepted: { help: 'WebSockets that were accepted.', label: undefined },
  ws_closed: { help: 'WebSockets that were ended by the server, by reason.', label: 'reason' },
  ws_messages: { help: 'Messages that came over WebSockets.', label: undefined },
  ws_sent_bytes: { help: 'Bytes of messages that were sent over WebSockets.', label: undefined },
  ws_client_errors: { help: 'Errors that clients of WebSockets told of.', label: undefined },
  mcp_errors: { help: 'What went wrong between clients of MCP and the server.', label: undefined },
  daemon_connections: { help: 'How often the daemon was reached.', label: undefined },
  bugs: { help: 'Defects behind requests.', label: undefined },
} as const satisfies Record<string, { readonly help: string; readonly label: string | undefined }>;

export type CountName = keyof typeof counted;

const countNames = Object.keys(counted) as readonly CountName[];
