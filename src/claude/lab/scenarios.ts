import type { Scenario } from './scenario.ts';
import { answerScenarios, bashScenarios, fileScenarios, reachingScenarios } from './scenarios/permissions.ts';
import { traitsOf } from './scenarios/steps.ts';

/** Every scenario that a version of the CLI can play. */
export function scenariosFor(version: string): readonly Scenario[] {
  const cli = traitsOf(version);
  return [...bashScenarios(cli), ...fileScenarios(cli), ...reachingScenarios(cli), ...answerScenarios(cli)];
}

/** The recordings that are shipped for `pcc start --demo`. */
export function demosFor(_version: string): readonly Scenario[] {
  return [];
}
