/**
 * One session plans, others do: the plan comes back as an object that fits a schema, is told, and is run as a list. The planner itself
 * starts nothing. `npx tsx orchestrator.ts "the goal" [folder]`
 */
import { readFileSync } from 'node:fs';
import type { CcTask } from 'perpetualcc';
import { ccExecute, ccExecuteList } from 'perpetualcc';

const [goal = 'Add a greeting to this project.', path = '.'] = process.argv.slice(2);
const prompt = readFileSync(new URL('./orchestrator.md', import.meta.url), 'utf8');

const schema = {
  type: 'object',
  required: ['tasks'],
  properties: {
    tasks: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        type: 'object',
        required: ['name', 'prompt'],
        properties: {
          name: { type: 'string' },
          prompt: { type: 'string' },
          uses: { type: 'array', items: { type: 'string' } },
        },
        additionalProperties: false,
      },
    },
  },
};

const { tasks } = await ccExecute<{ tasks: CcTask[] }>(`${prompt}\n${goal}`, { path, schema });
for (const { name, prompt: words } of tasks) console.error(`- ${name ?? ''}: ${words}`);

const results = await ccExecuteList(tasks, {
  path,
  onProgress: (event) => {
    if (event.type === 'task') console.error(`${event.name}: ${event.state}`);
  },
});
for (const { name, text } of results) console.log(`${name}: ${text}`);
