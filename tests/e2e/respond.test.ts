import { describe, expect, it } from 'vitest';
import type { PendingItem } from '../../src/api/methods.ts';
import { newestCli, oldestCli } from '../../src/claude/lab/cliVersions.ts';
import type { Reply, Script } from '../../src/claude/lab/script.ts';
import { calls, planFile, says } from '../../src/claude/lab/script.ts';
import { Stage } from './stage.ts';

/** Every family of dialogs on the real CLI, answered by `pcc respond`: what the API gets is what was chosen. */

const auth = question('How shall users sign in?', 'Auth', false, ['Password', 'Passkey', 'OAuth']);
const features = question('Which features do you want?', 'Features', true, ['Login', 'Search', 'Export']);
const database = question('Which database shall the service use?', 'Database', false, ['SQLite', 'PostgreSQL']);

interface Asked {
  readonly question: string;
  readonly header: string;
  readonly multiSelect: boolean;
  readonly options: { readonly label: string; readonly description: string }[];
}

function question(text: string, header: string, multiSelect: boolean, labels: readonly string[]): Asked {
  const options = labels.map((label) => ({ label, description: `What ${label} means` }));
  return { question: text, header, multiSelect, options };
}

function asks(...questions: Asked[]): Reply[] {
  return [calls('AskUserQuestion', { questions: questions.map((one) => ({ ...one })) }), says('So be it.')];
}

/** One round: a task is sent, what waits is answered, and the task ends. Gives what waited and the result that the API got. */
async function round(stage: Stage, id: string, caseName: string, ...answer: string[]): Promise<[PendingItem, string]> {
  const before = stage.toolResults().length;
  await stage.pcc('send', id, `go on [case:${caseName}]`);
  const [item] = await stage.untilPending();
  if (!item) throw new Error('nothing waits');
  const ran = await stage.pcc('respond', String(item.n), ...answer);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  await stage.untilDone(id);
  const results = stage.toolResults().slice(before);
  expect(results).toHaveLength(1);
  return [item, results[0]?.text ?? ''];
}

/** Waits until the API was told these words. */
async function untilTold(stage: Stage, words: string): Promise<void> {
  const told = (): Promise<boolean> => Promise.resolve(JSON.stringify(stage.api.requests).includes(words));
  await stage.until(words, told, (seen) => seen);
}

describe.concurrent.each([newestCli, '2.0.64'])('questions of claude %s', (version) => {
  it('are answered page by page, with ticks and with own words', async ({ onTestFinished }) => {
    const script: Script = {
      one: asks(database),
      many: asks(auth, features, database),
      ticks: asks(features),
      words: asks(database),
    };
    const stage = await Stage.set({ version, trusted: true, script });
    onTestFinished(() => stage.strike());
    // What a person answered before a brain would answer the second time.
    const id = await stage.start('--brain', 'none');
    await stage.untilStatus(id, 'the input box', (status) => status.state === 'idle');

    const [one, chosen] = await round(stage, id, 'one', 'postgres');
    expect(one).toMatchObject({ kind: 'question', question: database.question, page: 0 });
    expect(one.pages?.[0]?.options.map(({ label }) => label)).toEqual(['SQLite', 'PostgreSQL']);
    expect(chosen).toContain('\\"=\\"PostgreSQL\\"');

    const [many, all] = await round(stage, id, 'many', 'Passkey', 'Login, 3', '1');
    expect(many.pages?.map(({ header }) => header)).toEqual(['Auth', 'Features', 'Database']);
    expect(all).toContain('in?\\"=\\"Passkey\\"');
    expect(all).toContain('want?\\"=\\"Login, Export\\"');
    expect(all).toContain('use?\\"=\\"SQLite\\"');

    const [, ticked] = await round(stage, id, 'ticks', '2, Export');
    expect(ticked).toContain('\\"=\\"Search, Export\\"');

    const [, words] = await round(stage, id, 'words', '--text', 'neither; a plain file, "quoted"');
    expect(words).toContain('neither; a plain file, ');

    const human = (await stage.decisions(id)).filter((line) => line.by === 'human');
    expect(human.map((line) => [line.action, line.outcome])).toEqual(human.map(() => ['choose', 'confirmed']));
    expect(human).toHaveLength(4);
  });
});

describe.concurrent.each([newestCli, oldestCli])('requests and plans of claude %s', (version) => {
  it('are answered with yes, no, and no with words', async ({ onTestFinished }) => {
    const remove = (): Reply[] => [calls('Bash', { command: 'rm -rf old' }), says('So be it.')];
    const script: Script = { no: remove(), words: remove(), yes: remove() };
    const stage = await Stage.set({ version, trusted: false, script });
    onTestFinished(() => stage.strike());
    stage.write('old/file.txt', 'old\n');
    const id = await stage.start();
    const [trust] = await stage.untilPending();
    expect(trust?.kind).toBe('trust');
    expect(await stage.pcc('respond', String(trust?.n), 'yes')).toMatchObject({ code: 0, stderr: '' });
    await stage.untilStatus(id, 'the input box', (status) => status.state === 'idle');

    await stage.pcc('send', id, 'go on [case:words]');
    const [item] = await stage.untilPending();
    const wrong = await stage.pcc('respond', String(item?.n), 'maybe');
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain("1 'Yes'");
    expect(await stage.pcc('respond', String(item?.n), 'no', 'use', 'the bin instead')).toMatchObject({
      code: 0,
      stderr: '',
    });
    // The oldest one has no place for words beside its no: there they are the next prompt.
    await untilTold(stage, 'use the bin instead');
    await stage.untilDone(id);
    expect(stage.toolResults().at(-1)?.isError).toBe(true);
    expect(stage.has('old/file.txt')).toBe(true);
    const again = await stage.pcc('respond', String(item?.n), 'yes');
    expect(again).toMatchObject({ code: 3 });
    expect(again.stderr).toContain('answered already');

    const [, ran] = await round(stage, id, 'yes', 'yes');
    expect(ran).not.toContain("doesn't want");
    expect(stage.has('old/file.txt')).toBe(false);
    const human = (await stage.decisions(id)).filter((line) => line.by === 'human');
    expect(human.map((line) => line.outcome)).toEqual(human.map(() => 'confirmed'));
  });
});

describe.concurrent.each([newestCli, '2.0.64', oldestCli])('plans of claude %s', (version) => {
  it('are changed with words and then agreed to', async ({ onTestFinished }) => {
    const plan = '# Plan\n\n1. Look\n2. Leap\n';
    const leave = (): Reply[] =>
      version === oldestCli
        ? [calls('ExitPlanMode', { plan }), says('So be it.')]
        : [calls('Write', { file_path: planFile, content: plan }), calls('ExitPlanMode', {}), says('So be it.')];
    const stage = await Stage.set({ version, trusted: true, script: { change: leave(), agree: leave() } });
    onTestFinished(() => stage.strike());
    const id = await stage.start('--', '--permission-mode', 'plan');
    await stage.untilStatus(id, 'the input box', (status) => status.state === 'idle');
    await stage.pcc('send', id, 'go on [case:change]');
    const [item] = await stage.untilPending();
    expect(item?.kind).toBe('plan');
    expect(await stage.pcc('respond', String(item?.n), 'no', 'first write the tests')).toMatchObject({
      code: 0,
      stderr: '',
    });
    await untilTold(stage, 'first write the tests');
    await stage.untilDone(id);
    expect(stage.toolResults().at(-1)?.isError).toBe(true);
    await stage.pcc('send', id, 'go on [case:agree]');
    const [second] = await stage.untilPending();
    expect(await stage.pcc('respond', String(second?.n), 'yes')).toMatchObject({ code: 0, stderr: '' });
    await stage.untilDone(id);
    expect(stage.toolResults().at(-1)?.isError).toBe(false);
  });
});
