import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RulesEngine } from '../../src/daemon/rulesEngine.ts';
import { judge } from '../../src/policy/judge.ts';
import type { ToolCall } from '../../src/policy/verdict.ts';
import { worldWith } from '../policy/world.ts';

const folder = new URL('../fixtures/policy/', import.meta.url);

test('every id that a verdict on the fixtures names can be asked about', () => {
  const world = worldWith();
  const ids = new Set(
    readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').trim().split('\n'))
      .flatMap((line) => judge(JSON.parse(line) as ToolCall, world).rules),
  );
  expect(ids.size).toBeGreaterThan(500);
  const engine = new RulesEngine({ home: '/none' });
  const unknown = [...ids].filter((id) => {
    try {
      return engine.why(id).some(({ reason, source }) => reason === '' || !/:\d+$/.test(source));
    } catch {
      return true;
    }
  });
  expect(unknown).toEqual([]);
});
