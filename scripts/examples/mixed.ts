/**
 * What a program can do itself, it does itself; what needs judgement goes to a fresh context. A function in the list makes its prompt
 * from the results before it. `npx tsx mixed.ts [folder]`
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ccExecuteList } from 'perpetualcc';

const path = process.argv[2] ?? '.';

// Direct: counting needs no model.
const files = readdirSync(join(path, 'src')).sort();
console.log(`${files.length} files in src`);

const results = await ccExecuteList(
  [
    ...files.map((file) => `Say in one sentence what src/${file} is for.`),
    (earlier) => {
      const lines = earlier.map(({ text }, index) => `${files[index] ?? ''}: ${text}`);
      return `Write one paragraph about a project of these files.\n\n${lines.join('\n')}`;
    },
  ],
  { path },
);
console.log(results.at(-1)?.text);
