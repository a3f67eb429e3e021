import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { isObject, parseJson } from '../../src/base/json.ts';
import { backtestHistory } from '../../src/daemon/backtest/history.ts';
import { redactor } from '../../src/policy/redact.ts';
import { History } from '../../src/store/history.ts';
import { openStore } from '../../src/store/store.ts';
import type { Measured } from './measure.ts';
import { summed, timed } from './measure.ts';
import { someSession } from './services.ts';

/** Decisions in the history that is gone through: enough that reading the rules once counts for little. */
const decisionsOfRun = 5_000;
const runs = 3;

interface Call {
  readonly tool: string;
  readonly input: JsonObject;
}

/** How long one recorded decision takes in a backtest, beside reading it from the database. */
export async function measureBacktest(fixtures: string, folder: string): Promise<Measured> {
  const home = join(folder, 'backtest');
  mkdirSync(home);
  const database = join(home, 'state.db');
  fill(database, callsIn(fixtures));
  const perDecision = (times: readonly number[]): number[] => times.map((ms) => ms / decisionsOfRun);
  const reading = await timed(runs, () => {
    const history = new History(database);
    for (const { decisions } of history.calls(0)) if (decisions < 1) throw new Error('a call without a decision');
    history.dispose();
  });
  const judging = await timed(runs, () => backtestHistory({ home, since: 0, progress: () => undefined }));
  return summed('judging one recorded decision anew', perDecision(judging), {
    what: 'reading it',
    medianMs: summed('', perDecision(reading)).medianMs,
  });
}

/** How long the secrets of one call take to be taken out with many known values, beside doing so by shapes alone. */
export async function measureRedaction(fixtures: string): Promise<Measured> {
  const inputs = callsIn(fixtures).map(({ input }) => input);
  const values = Array.from({ length: 500 }, (_, index) => `Secret-${(index * 7_919).toString(36)}-${index}`);
  const each = (known: readonly string[]): Promise<number[]> => {
    const { json } = redactor(known);
    return timed(5_000, (index) => json(inputs[Math.abs(index) % inputs.length] ?? {}));
  };
  const byShapes = summed('', await each([])).medianMs;
  return summed('redacting one call, 500 known values', await each(values), {
    what: 'by shapes alone',
    medianMs: byShapes,
  });
}

function callsIn(fixtures: string): readonly Call[] {
  return readdirSync(fixtures)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(fixtures, name), 'utf8').trim().split('\n'))
    .flatMap((line) => {
      const call = parseJson(line);
      if (!isObject(call)) return [];
      const { tool, input } = call;
      return typeof tool === 'string' && isObject(input) ? [{ tool, input }] : [];
    });
}

function fill(database: string, calls: readonly Call[]): void {
  const store = openStore(database, systemClock());
  const session = someSession.id;
  store.sessions.insert(someSession);
  store.transaction(() => {
    for (let index = 0; index < decisionsOfRun; index++) {
      const { tool, input } = calls[index % calls.length] ?? { tool: 'Bash', input: { command: 'true' } };
      const decision = {
        id: `${session}:d${index}`,
        kind: 'permission',
        tool,
        subject: '',
        risk: 'HIGH',
        action: 'escalate',
        by: 'policy',
        fingerprint: '',
        call: { id: `call-${index}`, tool, input },
        label: '',
        rules: ['bench'],
        reasons: ['Was asked then.'],
      } as const;
      store.decisions.record({ session, at: index, decision, keys: '' });
    }
  });
  store.dispose();
}
