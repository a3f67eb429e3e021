import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Execution, ExecutionStep, Result } from '../../api/methods.ts';
import type { Bench } from '../bench.ts';
import { ask } from '../httpAsking.ts';
import type { Part } from '../part.ts';
import { expectSame, expectThat, NotTried } from '../part.ts';
import { promptOf } from '../proof.ts';
import { until } from '../until.ts';
import { expectDone, stepsOf } from './listChecks.ts';

export const hooks: Part = {
  name: 'hooks',
  shows: 'hooks before and behind a task: they amend, refuse, are told; a guard that fails lets nothing pass',
  run: async (bench, tries) => {
    const [amended = '', refused = '', told = '', failed = ''] = bench.lab.words('hook', 4);
    const folder = join(bench.env.PCC_HOME ?? '', 'hooks');
    const heard = join(bench.folder, 'heard.json');
    try {
      const ready = await tries.check('are taken from the folder of hooks', () => set(bench, { refused, heard }));
      if (!ready) return;
      await tries.check('one before a task changes its prompt', async () => {
        const { steps } = await bench.exec([`${promptOf(`${bench.lab.mark}-unamended-0`)} change:${amended}`]);
        expectSame('What was said', steps[0]?.text, `The word is ${amended}.`);
      });
      await tries.check('one before a task refuses it', async () => {
        const step = await stepOf(bench, refused);
        expectThat(step?.state === 'refused', `The task is ${step?.state ?? 'not there'}.`);
        expectThat(bench.lab.begunMs(refused) === undefined, 'It was typed all the same.');
        return step.why ?? '';
      });
      await tries.check('one behind a task is told of it', async () => {
        expectDone(await bench.exec(stepsOf([told])), [told]);
        await until(
          bench.clock,
          'word of the task',
          () => existsSync(heard) && readFileSync(heard, 'utf8').includes(told),
        );
      });
      await tries.check('one that fails lets no task begin', async () => {
        bench.put('pcc/hooks/pre-execution/b.mjs', 'throw new Error("broken");\n');
        const step = await stepOf(bench, failed);
        expectThat(step?.state === 'refused', `The task is ${step?.state ?? 'not there'}.`);
        expectThat(bench.lab.begunMs(failed) === undefined, 'It was typed all the same.');
        return step.why ?? '';
      });
      await tries.check('hook_status counts them', async () => {
        const { json } = await ask(await bench.server(), { path: '/hooks' });
        const { hooks: rows } = json as unknown as Result<'hooks.status'>;
        const calls = rows.map(({ event, calls: count, failures }) => [event, count > 0, failures > 0]);
        expectSame('What is counted', calls.sort(), [
          ['post-execution', true, false],
          ['pre-execution', true, false],
          ['pre-execution', true, true],
        ]);
      });
    } finally {
      // The other parts run without.
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Puts the hooks into place. @throws NotTried where this machine cannot tell whose folders are whose. */
async function set(bench: Bench, { refused, heard }: { refused: string; heard: string }): Promise<string> {
  const root = statSync('/').uid;
  if (root !== 0 && root !== process.getuid?.())
    throw new NotTried(
      `in this user namespace the owner of '/' is unknown (uid ${root} stands for everybody who is not mapped), so that no place is safe for a hook; try this part as root, or in a container that maps its own root`,
    );
  for (const event of ['pre-execution', 'post-execution'])
    mkdirSync(join(bench.env.PCC_HOME ?? '', 'hooks', event), { recursive: true, mode: 0o700 });
  bench.put(
    'pcc/hooks/pre-execution/a.mjs',
    `export default ({ task }) => {
  if (task.prompt.includes(${JSON.stringify(refused)})) return { refuse: 'The assessment refuses it.' };
  const changed = / change:([\\w-]+)/.exec(task.prompt)?.[1];
  return changed ? { prompt: \`Say the word \${changed} and nothing else.\` } : {};
};
`,
  );
  bench.put(
    'pcc/hooks/post-execution/a.mjs',
    `import { writeFileSync } from 'node:fs';
export default (event) => { writeFileSync(${JSON.stringify(heard)}, JSON.stringify(event)); };
`,
  );
  const { json } = await ask(await bench.server(), { path: '/hooks' });
  const { hooks: rows } = json as unknown as Result<'hooks.status'>;
  expectSame(
    'What cannot be called',
    rows.flatMap(({ problem }) => problem ?? []),
    [],
  );
  return `${rows.length} hooks`;
}

/** The one task of a list that is not expected to be done. */
async function stepOf(bench: Bench, word: string): Promise<ExecutionStep | undefined> {
  const file = bench.put(`lists/${word}.json`, JSON.stringify(stepsOf([word])));
  const ran = await bench.pcc('exec', file, '--project', bench.project, '--json');
  const list = JSON.parse(ran.stdout) as Execution;
  return list.steps[0];
}
