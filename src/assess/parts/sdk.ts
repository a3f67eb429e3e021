import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseJson } from '../../base/json.ts';
import { packageRoot } from '../../packageRoot.ts';
import type { Bench } from '../bench.ts';
import { objectAnswer } from '../lab.ts';
import type { Part } from '../part.ts';
import { expectSame, expectThat } from '../part.ts';
import { promptOf } from '../proof.ts';
import { expectOrder } from './listChecks.ts';

export const sdk: Part = {
  name: 'sdk',
  shows: 'ccExecute and ccExecuteList of the package, in a program of its own',
  run: async (bench, tries) => {
    const [text = '', object = ''] = bench.lab.words('sdk', 2);
    const list = bench.lab.words('sdk-list', 2);
    bench.lab.answer(object, () => objectAnswer([object]));
    await tries.check('ccExecute gives a text', async () => {
      expectSame('The text', await program(bench, `await ccExecute(${quoted(text)}, here)`), `The word is ${text}.`);
    });
    await tries.check('ccExecute gives a checked object', async () => {
      const call = `(await ccExecute(${quoted(object)}, { ...here, jsonMode: true })).result`;
      expectSame('The result in the object', await program(bench, call), [object]);
    });
    await tries.check('ccExecuteList runs tasks in order, streams and reports', async () => {
      const call = `(await ccExecuteList([${list.map(quoted).join(', ')}], { ...here, stream: hear, generateReport: 'report.md' }))
        .map(({ text }) => text).concat(String(heard.includes(${JSON.stringify(list[1])})))`;
      expectSame('What the tasks said', await program(bench, call), [
        ...list.map((word) => `The word is ${word}.`),
        'true',
      ]);
      expectThat(existsSync(join(bench.folder, 'report.md')), 'No report was written.');
      return expectOrder(bench, list);
    });
  },
};

function quoted(word: string): string {
  return JSON.stringify(promptOf(word));
}

/** What an expression gives in a program that imports the package. */
async function program(bench: Bench, expression: string): Promise<unknown> {
  const library = join(packageRoot(), 'dist', 'sdk.js');
  expectThat(existsSync(library), `'${library}' is missing; install the package anew.`);
  const file = bench.put(
    'program.mjs',
    `import { ccExecute, ccExecuteList } from ${JSON.stringify(pathToFileURL(library).href)};
const here = { path: ${JSON.stringify(bench.project)} };
let heard = '';
const hear = (text) => { heard += text; };
process.stdout.write(JSON.stringify(${expression}));
`,
  );
  const ran = await bench.programs.other(process.execPath, [file]);
  const last =
    ran.stderr
      .trim()
      .split('\n')
      .find((line) => /error/i.test(line)) ?? ran.stderr.trim();
  expectThat(ran.code === 0, `The program ended with ${ran.code}: ${last.slice(0, 300)}`);
  return parseJson(ran.stdout);
}
