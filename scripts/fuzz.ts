/**
 * `npm run fuzz [-- --cases N --from SEED --jobs N --out FOLDER]`: damages stretches of the recorded sessions and looks what
 * the screen is read as. The same seed is the same case as long as the corpus stays as it is, so that a run goes on with
 * `--from`. Each finding is printed with its seed and written as a recording for `pcc replay`. Exit code 1 when there is one, or
 * when not all cases were played.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { errorTable } from '../src/base/errors.ts';
import type { Finding } from '../tests/screen/fuzzing/cases.ts';
import { casesOfTrack } from '../tests/screen/fuzzing/run.ts';

/** What a worker reports: a number of cases that are done, or a finding. */
export type Report = number | Finding;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    from: { type: 'string', default: '0' },
    jobs: { type: 'string', default: String(cpus().length) },
    out: { type: 'string', default: 'fuzz-findings' },
  },
});
/** More threads than this only wait for each other, whatever the machine. */
const jobsMax = 64;

function numberOf(name: 'cases' | 'from' | 'jobs', least: number, most: number): number {
  const number = Number(values[name]);
  if (/^\d+$/.test(values[name]) && number >= least && number <= most) return number;
  process.stderr.write(`--${name} takes a whole number from ${least} to ${most}, not '${values[name]}'.\n`);
  process.exit(errorTable.usage.exit);
}

const from = numberOf('from', 0, 1_000_000_000_000);
const end = from + numberOf('cases', 1, 1_000_000_000);
const jobs = numberOf('jobs', 1, jobsMax);
const out = resolve(values.out);

/** Seeds that a worker is given at a time. */
const batch = casesOfTrack * 10;

const begunMs = performance.now();
let next = from;
let done = 0;
const findings: Finding[] = [];

function progress(): string {
  const seconds = (performance.now() - begunMs) / 1_000;
  const rate = done / Math.max(seconds, 0.001);
  return `${done} of ${end - from} cases, ${findings.length} findings, ${rate.toFixed(0)} cases/s; go on with --from ${resumable()}`;
}

/** Batches under way, by their first seeds: everything below the least of them is done. */
const underWay = new Set<number>();

function resumable(): number {
  return Math.min(next, ...underWay);
}

function report(value: Report): void {
  if (typeof value === 'number') {
    done += value;
    return;
  }
  findings.push(value);
  mkdirSync(out, { recursive: true });
  const file = join(out, `${value.seed}.cast`);
  writeFileSync(file, value.cast);
  process.stdout.write(`\nseed ${value.seed}: ${value.sentence}\n  ${file}\n`);
}

/** A thread does not inherit what makes this process read TypeScript. */
const program = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL('./fuzz/worker.ts', import.meta.url).href)});
});`;

function work(): Promise<void> {
  return new Promise((finished, failed) => {
    const worker = new Worker(program, { eval: true });
    let own = -1;
    const give = (): void => {
      underWay.delete(own);
      if (next >= end) {
        void worker.terminate();
        finished();
        return;
      }
      own = next;
      underWay.add(own);
      next = Math.min(end, own + batch);
      worker.postMessage({ first: own, end: next });
    };
    worker.on('message', (message: Report | 'batch done') => {
      if (message === 'batch done') give();
      else report(message);
    });
    worker.on('error', failed);
    worker.on('exit', () => {
      finished();
    });
    give();
  });
}

const ticking = setInterval(() => process.stdout.write(`\r${progress()}`), 1_000);
try {
  await Promise.all(Array.from({ length: jobs }, work));
} finally {
  clearInterval(ticking);
  process.stdout.write(`\r${progress()}\n`);
}
process.exitCode = findings.length > 0 || done !== end - from ? 1 : 0;
