import { afterEach, describe, expect, it } from 'vitest';
import type { PendingItem } from '../../src/api/methods.ts';
import { newestCli } from '../../src/claude/lab/cliVersions.ts';
import type { Script } from '../../src/claude/lab/script.ts';
import { calls, says } from '../../src/claude/lab/script.ts';
import { Stage } from './stage.ts';

/** Every family of dialogs on the real CLI, answered by `pcc respond`: what the API gets is what was chosen. */

let stage: Stage;

afterEach(async () => {
  await stage.strike();
});

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

function asks(...questions: Asked[]): Script {
  return { ask: [calls('AskUserQuestion', { questions: questions.map((one) => ({ ...one })) }), says('So be it.')] };
}

/** One round: a task is sent, what waits is answered, and the task ends. Gives what waited and the result that the API got. */
async function round(id: string, caseName: string, answer: readonly string[]): Promise<[PendingItem, string]> {
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

describe.each([newestCli, '2.0.64'])('questions of claude %s', (version) => {
  it('are answered page by page, with ticks and with own words', async () => {
    const script: Record<string, unknown> = {
      one: Object.values(asks(database))[0],
      many: Object.values(asks(auth, features, database))[0],
      ticks: Object.values(asks(features))[0],
      words: Object.values(asks(database))[0],
    };
    stage = await Stage.set({ version, trusted: true, script: script as Script });
    const id = await stage.start();
    await stage.untilStatus(id, 'the input box', (status) => status.state === 'idle');

    const [one, chosen] = await round(id, 'one', ['postgres']);
    expect(one).toMatchObject({ kind: 'question', question: database.question, page: 0 });
    expect(one.pages?.[0]?.options.map(({ label }) => label)).toEqual(['SQLite', 'PostgreSQL']);
    expect(chosen).toContain('\\"=\\"PostgreSQL\\"');

    const [many, all] = await round(id, 'many', ['Passkey', 'Login, 3', '1']);
    expect(many.pages?.map(({ header }) => header)).toEqual(['Auth', 'Features', 'Database']);
    expect(all).toContain('in?\\"=\\"Passkey\\"');
    expect(all).toContain('want?\\"=\\"Login, Export\\"');
    expect(all).toContain('use?\\"=\\"SQLite\\"');

    const [, ticked] = await round(id, 'ticks', ['2, Export']);
    expect(ticked).toContain('\\"=\\"Search, Export\\"');

    const [, words] = await round(id, 'words', ['--text', 'neither; a plain file, "quoted"']);
    expect(words).toContain('neither; a plain file, ');

    const human = (await stage.decisions(id)).filter((line) => line.by === 'human');
    expect(human.map((line) => [line.action, line.outcome])).toEqual(human.map(() => ['choose', 'confirmed']));
    expect(human).toHaveLength(4);
  });
});
