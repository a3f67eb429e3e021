import { describe, expect, it } from 'vitest';
import { newestCli, oldestCli } from '../../../src/claude/lab/cliVersions.ts';
import type { Label, Scenario } from '../../../src/claude/lab/scenario.ts';
import { scenariosFor } from '../../../src/claude/lab/scenarios.ts';
import { demoScenarios } from '../../../src/claude/lab/scenarios/demos.ts';
import { traitsOf } from '../../../src/claude/lab/scenarios/traits.ts';
import { limits } from '../../../src/limits.ts';

/** The choices of a scenario, each with the label it follows. */
function choices(scenario: Scenario): { kind: string; label: Label | undefined }[] {
  let label: Label | undefined;
  const found: { kind: string; label: Label | undefined }[] = [];
  for (const step of scenario.steps) {
    if (step.do === 'see' && step.label) label = step.label;
    if (step.do === 'choose') found.push({ kind: step.kind, label });
  }
  return found;
}

describe.each([oldestCli, newestCli])('the scenarios for %s', (version) => {
  const all = [...scenariosFor(version, 1_800_000_000), ...demoScenarios(traitsOf(version), 1_800_000_000)];

  it('have names of their own that suit a file', () => {
    const names = all.map((scenario) => scenario.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
  });

  it('choose only among the options their label has', () => {
    for (const scenario of all) {
      for (const { kind, label } of choices(scenario)) expect(label?.optionKinds, scenario.name).toContain(kind);
    }
  });

  it('are played at sizes that a terminal can have', () => {
    for (const { cols, rows } of all.flatMap((scenario) => scenario.sizes ?? [])) {
      expect(cols).toBeGreaterThanOrEqual(limits.colsMin);
      expect(rows).toBeGreaterThanOrEqual(limits.rowsMin);
    }
  });

  it('cover every state that this part reads', () => {
    const seen = new Set(
      all.flatMap((scenario) => scenario.steps.map((step) => (step.do === 'see' ? step.label?.state : step.do))),
    );
    for (const state of ['idle', 'draft', 'busy', 'permission', 'trust', 'limit', 'error', 'menu', 'exited']) {
      expect(seen).toContain(state);
    }
  });
});
