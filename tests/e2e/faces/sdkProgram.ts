/**
 * A program with the SDK: `node sdkProgram.js order.json`. It writes a line of JSON for each thing that happens; a line of input
 * (`pause`, `freeze`, `resume`, `cancel`) is done to the list.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { CcTask } from 'perpetualcc';
import { CcError, ccExecuteList, pauseExecution, resumeExecution } from 'perpetualcc';

interface Given {
  readonly id: string;
  readonly path: string;
  readonly tasks: readonly CcTask[];
}

function tell(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

const { id, path, tasks } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Given;
const cancelling = new AbortController();

async function steer(what: string): Promise<void> {
  if (what === 'cancel') cancelling.abort();
  else if (what === 'resume') await resumeExecution(id);
  else await pauseExecution(id, { freeze: what === 'freeze' });
  tell({ type: 'steered', what });
}

createInterface(process.stdin).on('line', (line) => void steer(line));
try {
  const results = await ccExecuteList(tasks, {
    ...{ id, path },
    signal: cancelling.signal,
    stream: (text, from) => {
      tell({ type: 'output', text, from });
    },
    onProgress: tell,
  });
  tell({ type: 'results', results });
} catch (error) {
  if (!(error instanceof CcError)) throw error;
  tell({ type: 'failed', code: error.code, message: error.message, results: error.results });
} finally {
  process.stdin.destroy();
}
