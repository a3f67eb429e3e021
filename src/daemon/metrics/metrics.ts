import type { Result } from '../../api/methods.ts';
import type { Disposable } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';
import type { Hooks } from '../hooks/hooks.ts';
import type { LastingParts } from '../lasting/lasting.ts';
import type { LiveSession } from '../liveSession.ts';
import { LoopDelay } from './loopDelay.ts';

type Metric = Result<'metrics.get'>['metrics'][number];
type Value = Metric['values'][number];

/** What counting takes of the daemon. */
export type MetricsParts = Pick<LastingParts, 'clock' | 'brainCalls'> & {
  readonly store: Pick<LastingParts['store'], 'counts' | 'escalations' | 'wakeups'>;
  readonly sessions: () => { readonly live: ReadonlyMap<string, Pick<LiveSession, 'usage'> & LiveState> };
  readonly hooks: Pick<Hooks, 'counts'>;
};

interface LiveState {
  readonly actor: { readonly session: { readonly state: string; readonly paused: boolean } };
}

/**
 * What can be counted of the daemon, named as Prometheus has it. What is counted from the store goes on over daemons; the rest begins
 * with this one. Taken anew not more often than `limits.metricsEveryMs`.
 */
export class Metrics implements Disposable {
  readonly #parts: MetricsParts;
  readonly #delay: LoopDelay;
  readonly #startedMs: number;
  #taken: { readonly atMs: number; readonly metrics: readonly Metric[] } | undefined;

  constructor(parts: MetricsParts) {
    this.#parts = parts;
    this.#delay = new LoopDelay(parts.clock);
    this.#startedMs = parts.clock.monotonicMs();
  }

  get(): readonly Metric[] {
    const nowMs = this.#parts.clock.monotonicMs();
    if (!this.#taken || nowMs - this.#taken.atMs >= limits.metricsEveryMs)
      this.#taken = { atMs: nowMs, metrics: [...this.#ofSessions(), ...this.#ofStore(), ...this.#ofDaemon(nowMs)] };
    return this.#taken.metrics;
  }

  dispose(): void {
    this.#delay.dispose();
  }

  #ofSessions(): Metric[] {
    const { sessions, store } = this.#parts;
    const live = [...sessions().live.values()];
    const tokens = { ...store.counts.tokens() };
    for (const { usage } of live) {
      tokens.input += usage?.input ?? 0;
      tokens.output += usage?.output ?? 0;
      tokens.cacheRead += usage?.cacheRead ?? 0;
      tokens.cacheWrite += usage?.cacheWrite ?? 0;
    }
    const waiting = store.wakeups.list().map(({ kind }) => kind);
    return [
      gauge('sessions', 'Sessions that live, by what their screens show.', tally('state', live.map(stateOf))),
      gauge('sessions_paused', 'Sessions that are paused.', one(live.filter(isPaused).length)),
      gauge('sessions_waiting', 'Sessions that wait for a usage limit.', tally('kind', waiting)),
      gauge(
        'pending',
        'What waits for a person.',
        tally(
          'kind',
          store.escalations.listOpen().map(({ kind }) => kind),
        ),
      ),
      counter('tokens', 'Tokens that the transcripts of all sessions tell of.', [
        { labels: { kind: 'input' }, value: tokens.input },
        { labels: { kind: 'output' }, value: tokens.output },
        { labels: { kind: 'cache_read' }, value: tokens.cacheRead },
        { labels: { kind: 'cache_write' }, value: tokens.cacheWrite },
      ]),
    ];
  }

  #ofStore(): Metric[] {
    const { counts } = this.#parts.store;
    return [
      counter('decisions', 'Decisions, by risk, by what was decided and by whom.', counts.decisions()),
      gauge('decision_outcomes', 'Decisions, by how they have ended so far.', counts.outcomes()),
      gauge('tasks', 'Tasks that were ever given to sessions, by where they stand.', counts.tasks()),
      gauge('executions', 'Lists of tasks for programs, by where they stand.', counts.executions()),
      gauge('execution_steps', 'Tasks of such lists, by where they stand.', counts.steps()),
    ];
  }

  #ofDaemon(nowMs: number): Metric[] {
    const { brainCalls, hooks } = this.#parts;
    const { events, drops } = hooks.counts();
    const calls = brainCalls().map(({ brain, result, calls: value }) => ({ labels: { brain, result }, value }));
    const delay = this.#delay.take();
    return [
      counter('brain_calls', 'Questions to brains, by what came of them.', calls),
      counter(
        'hook_calls',
        'Calls of hooks.',
        events.map(({ event, calls: value }) => ({ labels: { event }, value })),
      ),
      counter(
        'hook_failures',
        'Calls of hooks that failed.',
        events.map(({ event, failures: value }) => ({ labels: { event }, value })),
      ),
      counter('hook_drops', 'Decisions and escalations that hooks were not told of.', one(drops)),
      gauge('uptime_seconds', 'How long the daemon runs.', one((nowMs - this.#startedMs) / 1_000)),
      gauge('resident_memory_bytes', 'Memory of the daemon.', one(process.memoryUsage.rss())),
      gauge(
        'event_loop_delay_seconds',
        'How late the daemon got its turns since this was asked last.',
        delay
          ? [
              { labels: { quantile: '0.5' }, value: delay.median },
              { labels: { quantile: '0.99' }, value: delay.p99 },
              { labels: { quantile: '1' }, value: delay.max },
            ]
          : [],
      ),
    ];
  }
}

function stateOf({ actor }: LiveState): string {
  return actor.session.state;
}

function isPaused({ actor }: LiveState): boolean {
  return actor.session.paused;
}

function one(value: number): Value[] {
  return [{ labels: {}, value }];
}

/** How often each word is there. */
function tally(label: string, words: readonly string[]): Value[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, value]) => ({ labels: { [label]: word }, value }));
}

function gauge(name: string, help: string, values: readonly Counted[]): Metric {
  return { name: `pcc_${name}`, help, type: 'gauge', values: values.map(copied) };
}

function counter(name: string, help: string, values: readonly Counted[]): Metric {
  return { name: `pcc_${name}_total`, help, type: 'counter', values: values.map(copied) };
}

interface Counted {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

function copied({ labels, value }: Counted): Value {
  return { labels: { ...labels }, value };
}
