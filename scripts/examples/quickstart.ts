/** One task on the real `claude`, once for a text and once for an object. `npx tsx quickstart.ts [folder]` */
import { ccExecute } from 'perpetualcc';

const path = process.argv[2] ?? '.';

const text = await ccExecute('Say in one sentence what this project does.', { path });
console.log(text);

const { result, summary } = await ccExecute('Which files hold its source code?', {
  path,
  jsonMode: true,
  // What needs a person waits for one: `pcc pending` lists it, `pcc respond` answers it.
  onProgress: (event) => {
    if (event.type === 'waiting')
      for (const { n, subject } of event.pending) console.error(`#${n} waits: ${subject ?? ''}`);
  },
});
console.log(JSON.stringify(result), summary);
