/**
 * `npm run record -- --version 2.1.329 [--scenario NAME]… [--size 120x40]… [--show]` plays scenarios on the real CLI and
 * writes a fixture for each: the recording, its sidecar with the labels, and the transcript's lines with their moments.
 * Without `--scenario` all that the version can play; without `--size` the sizes of the scenario. `--show` prints the
 * screen at each label and writes nothing. `--demo` records the shipped demos instead.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { PccError, sentenceOf } from '../src/base/errors.ts';
import { installedCli, newestCli } from '../src/claude/lab/cliVersions.ts';
import { namespacePrefix } from '../src/claude/lab/namespace.ts';
import type { Scenario, Size } from '../src/claude/lab/scenario.ts';
import { demoScenarios } from '../src/claude/lab/scenarios/demos.ts';
import { traitsOf } from '../src/claude/lab/scenarios/steps.ts';
import { scenariosFor } from '../src/claude/lab/scenarios.ts';
import { parseSize } from '../src/terminal/asciicast.ts';
import type { Take } from './recorder/play.ts';
import { playScenario } from './recorder/play.ts';
import { assertRedacted } from './recorder/redaction.ts';
import { takeStage } from './recorder/stage.ts';

/** Set in the copy of this program that runs inside the namespace. */
const insideMark = 'PCC_LAB_INSIDE';

const usualSizes: readonly Size[] = [
  { cols: 80, rows: 24 },
  { cols: 120, rows: 40 },
];
const demoSizes: readonly Size[] = [{ cols: 100, rows: 30 }];

interface Order {
  readonly version: string;
  readonly program: string;
  readonly names: readonly string[];
  readonly sizes: readonly Size[];
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
      show: { type: 'boolean', default: false },
      demo: { type: 'boolean', default: false },
    },
  });
  const sizes = values.size.map((text) => {
    const size = parseSize(text);
    if (!size) throw new PccError('usage', `'${text}' is no size; give one such as 120x40.`);
    return size;
  });
  const { version, show, demo } = values;
  return { version, program: installedCli(version), names: values.scenario, sizes, show, demo };
}

function ordered(order: Order): readonly Scenario[] {
  const all = order.demo ? demoScenarios(traitsOf(order.version)) : scenariosFor(order.version, Date.now() / 1_000);
  const unknown = order.names.filter((name) => !all.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    throw new PccError(
      'not_found',
      `${order.version} has no scenario '${unknown.join("', '")}'; known: ${all.map((one) => one.name).join(', ')}.`,
    );
  }
  return order.names.length === 0 ? all : all.filter((scenario) => order.names.includes(scenario.name));
}

async function recordOne(scenario: Scenario, size: Size, order: Order): Promise<void> {
  const take = await playScenario(scenario, {
    program: order.program,
    version: order.version,
    size,
    onLabel: (label, screen) => {
      if (order.show) process.stdout.write(`${JSON.stringify(label)}\n${screen}\n${'='.repeat(size.cols)}\n`);
    },
  });
  if (!order.show) write(take, scenario, size, order);
}

function write(take: Take, scenario: Scenario, size: Size, order: Order): void {
  const folder = order.demo ? 'demo' : join('tests', 'fixtures', order.version);
  const base = join(folder, order.demo ? scenario.name : `${scenario.name}-${size.cols}x${size.rows}`);
  const sidecar = {
    version: order.version,
    scenario: scenario.name,
    family: scenario.family,
    size,
    date: new Date().toISOString().slice(0, 10),
    recipe: scenario.recipe,
    labels: take.labels,
  };
  const files = {
    [`${base}.cast`]: take.cast,
    [`${base}.json`]: `${JSON.stringify(sidecar, null, 2)}\n`,
    [`${base}.transcript.jsonl`]: take.transcript.map((line) => `${JSON.stringify(line)}\n`).join(''),
  };
  assertRedacted(files);
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    if (text === '') continue;
    if (order.demo || path.endsWith('.json')) writeFileSync(path, text);
    else writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
  }
}

async function recordAll(order: Order): Promise<void> {
  const giveBack = takeStage();
  try {
    for (const scenario of ordered(order)) {
      const sizes = order.sizes.length > 0 ? order.sizes : (scenario.sizes ?? (order.demo ? demoSizes : usualSizes));
      for (const size of sizes) {
        const name = `${order.version} ${scenario.name} ${size.cols}x${size.rows}`;
        try {
          await recordOne(scenario, size, order);
          process.stderr.write(`${name}\n`);
        } catch (error) {
          process.stderr.write(`${name} FAILED: ${sentenceOf(error)}\n`);
          process.exitCode = 1;
        }
      }
    }
  } finally {
    giveBack();
  }
}

/** Runs this very command again inside a namespace; false where there is none or we are inside already. */
function wentInside(): boolean {
  const prefix = process.env[insideMark] === undefined ? namespacePrefix() : [];
  const [file, ...args] = [...prefix, process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  if (prefix.length === 0 || file === undefined) return false;
  const run = spawnSync(file, args, { stdio: 'inherit', env: { ...process.env, [insideMark]: '1' } });
  process.exitCode = run.status ?? 1;
  return true;
}

try {
  const order = orderFrom(process.argv.slice(2));
  if (!wentInside()) await recordAll(order);
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = error instanceof PccError ? error.exitStatus : 1;
}
