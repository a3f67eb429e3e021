import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Scenario } from '../../src/claude/lab/scenario.ts';
import { demoScenarios } from '../../src/claude/lab/scenarios/demos.ts';
import { traitsOf } from '../../src/claude/lab/scenarios/traits.ts';
import { scenariosFor } from '../../src/claude/lab/scenarios.ts';
import type { Take } from './play.ts';
import { assertRedacted } from './redaction.ts';
import type { Task } from './task.ts';

/** The scenarios that a version plays: those of the corpus, or the shipped demos. */
export function scenariosOf(version: string, demo: boolean): readonly Scenario[] {
  const nowS = Date.now() / 1_000;
  return demo ? demoScenarios(traitsOf(version), nowS) : scenariosFor(version, nowS);
}

/** The path of a recording's files without their endings. */
function baseOf({ version, scenario, size, demo }: Task): string {
  return demo ? join('demo', scenario) : join('tests', 'fixtures', version, `${scenario}-${size.cols}x${size.rows}`);
}

/** Whether a recording is there already. */
export function isRecorded(task: Task): boolean {
  return existsSync(`${baseOf(task)}.json`);
}

/**
 * Writes a recording with its sidecar and transcript: packed into the corpus, or plain beside the shipped demos.
 *
 * @throws PccError `failed` when it holds what betrays the machine.
 */
export function writeFixture(take: Take, scenario: Scenario, task: Task): void {
  const { version, size, demo } = task;
  const base = baseOf(task);
  const sidecar = {
    version,
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
  mkdirSync(dirname(base), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    if (text === '') continue;
    if (demo || path.endsWith('.json')) writeFileSync(path, text);
    else writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
  }
}
