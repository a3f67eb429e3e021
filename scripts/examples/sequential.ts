/** A list, strictly in order, each task in a context of its own; later ones get the results of earlier ones. `npx tsx sequential.ts [folder]` */
import type { CcProgress } from 'perpetualcc';
import { CcError, ccExecuteList } from 'perpetualcc';

function tell(event: CcProgress): void {
  if (event.type === 'started') console.error(`pcc exec --attach ${event.execution}`);
  if (event.type === 'task') console.error(`${event.n} of ${event.total}, ${event.name}: ${event.state}`);
  if (event.type === 'report') console.error(`Report: ${event.path}`);
}

try {
  const results = await ccExecuteList(
    [
      {
        name: 'plan',
        prompt: 'Propose a function that adds two numbers. Name its file and its signature; write nothing.',
      },
      { name: 'write', prompt: 'Write the function that is proposed.', uses: ['plan'], verify: 'test -f src/add.ts' },
      {
        name: 'review',
        prompt: 'Review src/add.ts in one sentence.',
        validationPrompt: 'Does it judge the file src/add.ts?',
      },
    ],
    { path: process.argv[2] ?? '.', onProgress: tell, generateReport: true },
  );
  for (const { name, text, files } of results) console.log(`${name}: ${text} [${files.created.join()}]`);
} catch (error) {
  if (!(error instanceof CcError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
