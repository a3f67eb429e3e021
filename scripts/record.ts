/**
 * `npm run record -- --version 2.1.329 [--scenario NAME]… [--size 120x40]… [--jobs N] [--missing] [--show]` plays scenarios on
 * the real CLI and writes a fixture for each: the recording, its sidecar with the labels, and the transcript's lines with
 * their moments. A version that was never seen is installed first. Without `--scenario` all that the version can play;
 * without `--size` the sizes of the scenario; `--jobs` of them at once (2); with `--missing` only those that are not there
 * yet. `--show` prints the screen at each label and writes nothing. `--demo` records the shipped demos instead. At the end a
 * table tells what was recorded; the exit status is 1 when anything failed.
 */
import { parseArgs } from 'node:util';
import { PccError, sentenceOf } from '../src/base/errors.ts';
import { installedCli, newestCli, oldestCli } from '../src/claude/lab/cliVersions.ts';
import type { Scenario, Size } from '../src/claude/lab/scenario.ts';
import { parseSize } from '../src/terminal/asciicast.ts';
import { isRecorded, scenariosOf } from './recorder/fixture.ts';
import { playAll } from './recorder/lanes.ts';
import type { Played } from './recorder/table.ts';
import { nameOf, tableOf } from './recorder/table.ts';
import type { Task } from './recorder/task.ts';

const usualSizes: readonly Size[] = [
  { cols: 80, rows: 24 },
  { cols: 120, rows: 40 },
];
const demoSizes: readonly Size[] = [{ cols: 100, rows: 30 }];

/** More processes than this only wait for each other, whatever the machine. */
const jobsMax = 64;

interface Order {
  readonly version: string;
  readonly program: string;
  readonly names: readonly string[];
  readonly sizes: readonly Size[];
  readonly jobs: number;
  readonly missing: boolean;
  readonly show: boolean;
  readonly demo: boolean;
}

function orderFrom(words: readonly string[]): Order {
  const { values } = parseArgs({
    args: [...words],
    options: {
      version: { type: 'string', default: newestCli },
      scenario: { type: 'string', multiple: true, default: [] },
      size: { type: 'string', multiple: true, default: [] },
      jobs: { type: 'string', default: '2' },
      missing: { type: 'boolean', default: false },
      show: { type: 'boolean', default: false },
      demo: { type: 'boolean', default: false },
    },
  });
  const sizes = values.size.map((text) => {
    const size = parseSize(text);
    if (!size) throw new PccError('usage', `'${text}' is no size; give one such as 120x40.`);
    return size;
  });
  const jobs = Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > jobsMax)
    throw new PccError('usage', `'${values.jobs}' is no number of jobs; give one from 1 to ${jobsMax}.`);
  const { version, missing, show, demo } = values;
  return { version, program: installedCli(version), names: values.scenario, sizes, jobs, missing, show, demo };
}

function ordered(order: Order): readonly Scenario[] {
  const all = scenariosOf(order.version, order.demo);
  const unknown = order.names.filter((name) => !all.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    throw new PccError(
      'not_found',
      `${order.version} has no scenario '${unknown.join("', '")}'; known: ${all.map((one) => one.name).join(', ')}.`,
    );
  }
  return order.names.length === 0 ? all : all.filter((scenario) => order.names.includes(scenario.name));
}

function tasksOf({ version, program, sizes, show, demo }: Order, scenarios: readonly Scenario[]): Task[] {
  return scenarios.flatMap((scenario) => {
    const own = scenario.sizes ?? (demo ? demoSizes : usualSizes);
    return (sizes.length > 0 ? sizes : own).map((size) => ({
      version,
      program,
      demo,
      show,
      scenario: scenario.name,
      size,
    }));
  });
}

/** Scenarios that the oldest or the newest CLI plays and this one does not, when it was asked for all. */
function notOffered({ version, names, demo }: Order): string[] {
  if (names.length > 0) return [];
  const own = new Set(scenariosOf(version, demo).map(({ name }) => name));
  const known = [oldestCli, newestCli].flatMap((other) => scenariosOf(other, demo).map(({ name }) => name));
  return [...new Set(known)].filter((name) => !own.has(name));
}

try {
  const order = orderFrom(process.argv.slice(2));
  const played: Played[] = [];
  const tasks = tasksOf(order, ordered(order)).filter((task) => !order.missing || !isRecorded(task));
  await playAll(tasks, order.jobs, (task, outcome) => {
    played.push({ task, outcome });
    const name = `${task.version} ${task.scenario} ${nameOf(task.size)}`;
    if (outcome.shown !== '') process.stdout.write(`# ${name}\n${outcome.shown}`);
    const how = outcome.failed === undefined ? `${outcome.seconds.toFixed(1)} s` : `FAILED: ${outcome.failed}`;
    process.stderr.write(`${name} ${how}\n`);
  });
  process.stdout.write(`${tableOf(played, notOffered(order))}\n`);
  if (played.some(({ outcome }) => outcome.failed !== undefined)) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = error instanceof PccError ? error.exitStatus : 1;
}
