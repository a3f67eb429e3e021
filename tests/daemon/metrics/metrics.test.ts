import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { Metrics } from '../../../src/daemon/metrics/metrics.ts';
import { limits } from '../../../src/limits.ts';
import type { MetricsParts } from '../../../src/daemon/metrics/metrics.ts';
import type { Store } from '../../../src/store/store.ts';
import { freshStore } from '../../store/fixture.ts';
import { decision, escalation, sessionRecord, startMs } from '../../store/values.ts';

/** What is counted for monitoring, from a real store. */

interface Scene {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly metrics: Metrics;
  readonly values: (name: string) => { labels: Readonly<Record<string, string>>; value: number }[];
}

function scene(): Scene {
  const store = freshStore();
  const clock = new ManualClock(startMs);
  const live = (state: string, paused: boolean, output: number) => ({
    usage: { input: 1, output, cacheRead: 3, cacheWrite: 4, context: 8 },
    actor: { session: { state, paused } },
  });
  const sessions = new Map([
    ['a', live('busy', false, 10)],
    ['b', live('busy', true, 20)],
    ['c', live('idle', false, 30)],
  ]);
  const parts: MetricsParts = {
    store,
    clock,
    sessions: () => ({ live: sessions }),
    brainCalls: () => [{ brain: 'rules', result: 'chose', calls: 7 }],
    hooks: { counts: () => ({ events: [{ event: 'on-error', calls: 5, failures: 2 }], drops: 9 }) },
  };
  const metrics = new Metrics(parts);
  onTestFinished(() => {
    metrics.dispose();
  });
  const values: Scene['values'] = (name) => metrics.get().find((metric) => metric.name === name)?.values ?? [];
  return { store, clock, metrics, values };
}

test('sessions, decisions, tasks, tokens and the rest are counted', () => {
  const { store, clock, values } = scene();
  store.sessions.insert(sessionRecord('app-1'));
  store.sessions.change('app-1', { usage: { input: 100, output: 200, cacheRead: 300, cacheWrite: 400, context: 1 } });
  store.sessions.markEnded('app-1', startMs, 0);
  for (const [id, risk, action] of [
    ['d1', 'LOW', 'approve'],
    ['d2', 'LOW', 'approve'],
    ['d3', 'HIGH', 'escalate'],
  ] as const) {
    const made = decision(`app-1:${id}`, { risk, action });
    store.decisions.record({ session: 'app-1', at: startMs, decision: made, keys: '' });
  }
  store.decisions.setOutcome('app-1:d1', 'confirmed', startMs);
  store.escalations.open('app-1', escalation('app-1:e1'), startMs);
  store.tasks.save('app-1', { id: 'app-1.1', text: 'Count.', state: 'done' }, startMs);
  store.tasks.save('app-1', { id: 'app-1.2', text: 'Count.', state: 'queued' }, startMs);
  clock.advance(5_000);
  expect(values('pcc_sessions')).toEqual([
    { labels: { state: 'busy' }, value: 2 },
    { labels: { state: 'idle' }, value: 1 },
  ]);
  expect(values('pcc_sessions_paused')).toEqual([{ labels: {}, value: 1 }]);
  expect(values('pcc_decisions_total')).toEqual([
    { labels: { risk: 'HIGH', action: 'escalate', by: 'policy' }, value: 1 },
    { labels: { risk: 'LOW', action: 'approve', by: 'policy' }, value: 2 },
  ]);
  expect(values('pcc_decision_outcomes')).toEqual([
    { labels: { outcome: 'confirmed' }, value: 1 },
    { labels: { outcome: 'pending' }, value: 2 },
  ]);
  expect(values('pcc_pending')).toEqual([{ labels: { kind: 'permission' }, value: 1 }]);
  expect(values('pcc_tasks')).toEqual([
    { labels: { state: 'done' }, value: 1 },
    { labels: { state: 'queued' }, value: 1 },
  ]);
  expect(values('pcc_tokens_total').map(({ value }) => value)).toEqual([103, 260, 309, 412]);
  expect(values('pcc_brain_calls_total')).toEqual([{ labels: { brain: 'rules', result: 'chose' }, value: 7 }]);
  expect(values('pcc_hook_calls_total')).toEqual([{ labels: { event: 'on-error' }, value: 5 }]);
  expect(values('pcc_hook_failures_total')).toEqual([{ labels: { event: 'on-error' }, value: 2 }]);
  expect(values('pcc_hook_drops_total')).toEqual([{ labels: {}, value: 9 }]);
  expect(values('pcc_uptime_seconds')).toEqual([{ labels: {}, value: 5 }]);
});

test('names and labels are as Prometheus has them: counters end in _total, nothing else does', () => {
  const { metrics } = scene();
  const names = metrics.get().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, help, type } of metrics.get()) {
    expect(name).toMatch(/^pcc_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(help).toMatch(/^[A-Z].*\.$/);
  }
});

test('many who ask at once cost one count', () => {
  const { store, clock, values } = scene();
  expect(values('pcc_tasks')).toEqual([]);
  store.sessions.insert(sessionRecord('app-1'));
  store.tasks.save('app-1', { id: 'app-1.1', text: 'Count.', state: 'done' }, startMs);
  clock.advance(limits.metricsEveryMs - 1);
  expect(values('pcc_tasks')).toEqual([]);
  clock.advance(1);
  expect(values('pcc_tasks')).toHaveLength(1);
});

test('the delay of the event loop is measured while somebody asks', async () => {
  const { clock, values } = scene();
  expect(values('pcc_event_loop_delay_seconds')).toEqual([]);
  // Its own timers need real time.
  await new Promise((done) => setTimeout(done, 4 * limits.loopDelayEveryMs));
  clock.advance(limits.metricsEveryMs);
  const delays = values('pcc_event_loop_delay_seconds');
  expect(delays.map(({ labels }) => labels['quantile'])).toEqual(['0.5', '0.99', '1']);
  expect(delays.every(({ value }) => value >= 0 && value < 5)).toBe(true);
  clock.advance(limits.loopDelayUnaskedMs);
  expect(values('pcc_event_loop_delay_seconds')).toEqual([]);
});

test('decisions are counted without being read', { timeout: 60_000 }, () => {
  const { store, values } = scene();
  store.sessions.insert(sessionRecord('app-1'));
  const count = 3_000;
  store.transaction(() => {
    for (let n = 0; n < count; n++) {
      const call = { id: `t${n}`, tool: 'Write', input: { content: 'x'.repeat(5_000) } };
      store.decisions.record({ session: 'app-1', at: startMs, decision: decision(`app-1:${n}`, { call }), keys: '' });
    }
  });
  const begunMs = performance.now();
  expect(values('pcc_decisions_total')[0]?.value).toBe(count);
  // Reading the decisions themselves takes some ten times as long.
  expect(performance.now() - begunMs).toBeLessThan(150);
});
