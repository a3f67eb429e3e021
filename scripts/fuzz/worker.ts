import { parentPort } from 'node:worker_threads';
import { runCases } from '../../tests/screen/fuzzing/run.ts';

/** Plays the batches of seeds that it is given, and reports as it goes. */
parentPort?.on('message', ({ first, end }: { readonly first: number; readonly end: number }) => {
  for (const report of runCases(first, end)) parentPort?.postMessage(report);
  parentPort?.postMessage('batch done');
});
