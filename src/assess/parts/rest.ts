import type { Execution } from '../../api/methods.ts';
import { isObject } from '../../base/json.ts';
import type { Bench } from '../bench.ts';
import type { Asking, HttpAnswer } from '../httpAsking.ts';
import { ask } from '../httpAsking.ts';
import type { Part } from '../part.ts';
import { expectSame, expectThat } from '../part.ts';
import { until } from '../until.ts';
import { expectDone, expectOrder, stepsOf } from './listChecks.ts';

export const rest: Part = {
  name: 'rest',
  shows: 'HTTP: lists, their state and results, health, login, OpenAPI, metrics',
  run: async (bench, tries) => {
    const words = bench.lab.words('rest', 2);
    let id = '';
    await tries.check('POST /execute begins a list', async () => {
      const { status, json } = await asked(bench, {
        method: 'POST',
        path: '/execute',
        body: { path: bench.project, steps: stepsOf(words) },
      });
      expectSame('The status', status, 202);
      id = isObject(json) && typeof json.id === 'string' ? json.id : '';
    });
    await tries.check('GET …/status and …/results tell it to its end', async () => {
      await until(bench.clock, 'end of the list', async () => {
        const { json } = await asked(bench, { path: `/executions/${id}/status` });
        return isObject(json) && json.endedAt !== undefined;
      });
      const { json } = await asked(bench, { path: `/executions/${id}/results` });
      expectDone(json as unknown as Execution, words);
      return expectOrder(bench, words);
    });
    for (const [path, holds] of pages) {
      await tries.check(`GET ${path}`, async () => {
        const { status, text } = await asked(bench, { path });
        expectSame('The status', status, 200);
        expectThat(text.includes(holds), `The answer does not tell '${holds}': ${text.slice(0, 200)}`);
      });
    }
  },
};

const pages = [
  ['/health', '"ok":true'],
  ['/auth/status', '"installed":true'],
  ['/openapi.json', '/executions/{id}/status'],
  ['/.well-known/mcp/cc-executor.json', '/ws'],
  ['/metrics', 'pcc_'],
] as const;

async function asked(bench: Bench, asking: Asking): Promise<HttpAnswer> {
  return ask(await bench.server(), asking);
}
