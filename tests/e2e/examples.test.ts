import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { newestCli } from '../../src/claude/lab/cliVersions.ts';
import type { Reply } from '../../src/claude/lab/script.ts';
import { calls, ownUuid, says } from '../../src/claude/lab/script.ts';
import { Consumer, examples } from './consumer.ts';
import { Stage } from './stage.ts';

/** The examples, as a project runs them that has the package installed: the built SDK, the real CLI, the scripted API. */

let stage: Stage;
let consumer: Consumer;

/** What the API answers to a task by its words; each answer brings the uuid of the task back. */
type Answers = readonly (readonly [words: string, answer: (turn: number) => Reply])[];

const answer = (text: string) => (): Reply => says(`${text}\n\nexecution_uuid: ${ownUuid}`);
const json = (object: object) => (): Reply => says(JSON.stringify({ ...object, execution_uuid: ownUuid }));

async function set(answers: Answers): Promise<void> {
  stage = await Stage.set({
    version: newestCli,
    trusted: true,
    script: ({ turn }, typed) => {
      const found = answers.find(([words]) => typed.includes(words));
      return found ? found[1](turn) : says(`Nothing is scripted for: ${typed.slice(0, 200)}`);
    },
  });
  consumer = new Consumer(stage);
}

/** The words that were typed, of each request of a main conversation that has some, in order, each once. */
function typedOnce(words: readonly string[]): number[] {
  return words.map((text) => stage.promptsSent(text));
}

describe('all examples', () => {
  it('are run here', () => {
    const names = readdirSync(examples).filter((name) => name.endsWith('.ts'));
    const source = readFileSync(new URL(import.meta.url), 'utf8');
    expect(names.length).toBeGreaterThan(4);
    for (const name of names) expect(source).toContain(`example('${name.replace('.ts', '')}'`);
  });
});

describe('the examples', () => {
  afterEach(async () => {
    await stage.strike();
  });

  it('quickstart: a text, and an object', async () => {
    await set([
      ['Say in one sentence', answer('It answers 41.')],
      [
        'Which files hold',
        json({ result: ['src/index.ts'], files_created: [], files_modified: [], summary: 'One file.' }),
      ],
    ]);
    const ran = await consumer.example('quickstart', stage.project);
    expect(ran).toEqual({ code: 0, stdout: 'It answers 41.\n["src/index.ts"] One file.\n', stderr: '' });
  });

  it('sequential: a file is written, verified, reviewed and judged', async () => {
    await set([
      ['Does it judge the file', () => says('{"valid": true, "reason": "It judges that file."}')],
      [
        'Write the function that is proposed',
        (turn) =>
          turn === 0
            ? calls('Write', { file_path: `${stage.project}/src/add.ts`, content: 'export const add = 1;\n' })
            : says(`Written.\n\nexecution_uuid: ${ownUuid}`),
      ],
      ['Propose a function', answer('src/add.ts: add(a, b)')],
      ['Review src/add.ts', answer('It is short.')],
    ]);
    const ran = await consumer.example('sequential', stage.project);
    expect([ran.code, ran.stdout]).toEqual([
      0,
      'plan: src/add.ts: add(a, b) []\nwrite: Written. [src/add.ts]\nreview: It is short. []\n',
    ]);
    expect(ran.stderr).toMatch(/^pcc exec --attach [0-9a-f-]{36}\n1 of 3, plan: running\n1 of 3, plan: done\n/);
    expect(ran.stderr).toContain('3 of 3, review: judging\n');
    const report = /Report: (.*)\n/.exec(ran.stderr)?.[1] ?? '';
    expect(readFileSync(report, 'utf8')).toContain('# 3 of 3 tasks done');
    // The result of the plan went into the task that uses it, and its conversation into none.
    const writing = stage.api.requests.find(({ body }) => JSON.stringify(body).includes('Write the function'));
    expect(JSON.stringify(writing?.body)).toContain('src/add.ts: add(a, b)');
    expect(JSON.stringify(writing?.body)).not.toContain('Propose a function');
  });

  it('mixed: what a function makes of earlier results', async () => {
    await set([
      ['Write one paragraph', answer('A project with one answer.')],
      ['what src/index.ts is for', answer('It holds the answer.')],
    ]);
    const ran = await consumer.example('mixed', stage.project);
    expect(ran).toEqual({ code: 0, stdout: '1 files in src\nA project with one answer.\n', stderr: '' });
    expect(typedOnce(['index.ts: It holds the answer.'])).toEqual([1]);
  });

  it('concurrent: two lists at once', async () => {
    await set([
      ['Name the main file', answer('src/index.ts')],
      ['Name its test command', answer('npm test')],
    ]);
    const ran = await consumer.example('concurrent', stage.project, stage.project);
    const line = 'done: src/index.ts | done: npm test\n';
    expect(ran).toEqual({ code: 0, stdout: line + line, stderr: '' });
  });

  it('orchestrator: one plans, others do', async () => {
    await set([
      [
        'You plan work that others do',
        json({
          tasks: [
            { name: 'find', prompt: 'Find the place for it.' },
            { name: 'check', prompt: 'Check it all.', uses: ['find'] },
          ],
        }),
      ],
      ['Check it all', answer('All is well.')],
      ['Find the place for it', answer('src/index.ts')],
    ]);
    const ran = await consumer.example('orchestrator', 'Add a greeting.', stage.project);
    expect([ran.code, ran.stdout]).toEqual([0, 'find: src/index.ts\ncheck: All is well.\n']);
    expect(typedOnce(['Add a greeting.'])).toEqual([1]);
  });
});

describe('the verbs on the real CLI', () => {
  afterEach(async () => {
    await stage.strike();
  });

  it('run, exec, history and the daemon that is killed in between', async () => {
    await set([
      ['say hello', answer('Hello.')],
      ['first of two', answer('One.')],
      ['second of two', answer('Two.')],
    ]);
    const ran = await stage.pcc('run', 'say hello', '--project', './app');
    expect(ran).toEqual({ code: 0, stdout: 'Hello.\n', stderr: '' });
    stage.write('list.md', '- [ ] the first of two\n- [ ] the second of two\n');
    const executing = stage.pcc('exec', 'app/list.md', '--project', './app', '--json');
    await stage.api.requested(({ body }) => JSON.stringify(body).includes('first of two'), 60_000);
    process.kill(await stage.daemonPid(), 'SIGKILL');
    const executed = await executing;
    expect(executed.code).toBe(0);
    const list = JSON.parse(executed.stdout) as { id: string; steps: { state: string; text: string }[] };
    expect(list.steps.map(({ state, text }) => [state, text])).toEqual([
      ['done', 'One.'],
      ['done', 'Two.'],
    ]);
    expect(typedOnce(['first of two', 'second of two'])).toEqual([1, 1]);
    expect((await stage.pcc('history', 'show', list.id)).stdout).toContain('| Two.');
    expect((await stage.pcc('history', 'export', '--format', 'csv')).stdout.split('\n')[0]).toMatch(
      /^execution,n,uuid/,
    );
  });
});
