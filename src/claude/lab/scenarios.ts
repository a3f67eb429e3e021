import type { Scenario } from './scenario.ts';
import { composerScenarios } from './scenarios/composer.ts';
import { crossedScenarios } from './scenarios/crossed.ts';
import { endScenarios, menuScenarios, trustScenarios } from './scenarios/edges.ts';
import { answerScenarios } from './scenarios/answers.ts';
import { failureScenarios, limitScenarios } from './scenarios/limits.ts';
import { modalScenarios } from './scenarios/menus.ts';
import { surroundingScenarios } from './scenarios/notices.ts';
import { planScenarios } from './scenarios/plan.ts';
import { autoScenarios } from './scenarios/auto.ts';
import { bashScenarios } from './scenarios/bash.ts';
import { fileScenarios, reachingScenarios } from './scenarios/permissions.ts';
import { questionScenarios } from './scenarios/questions.ts';
import { quotedScenarios } from './scenarios/quoted.ts';
import { spoofedScenarios } from './scenarios/spoofed.ts';
import { traitsOf } from './scenarios/traits.ts';
import { toolScenarios } from './scenarios/tools.ts';
import { troubleScenarios } from './scenarios/trouble.ts';
import { turnScenarios } from './scenarios/turns.ts';

/** Every scenario that a version of the CLI can play. `nowS`, seconds since the epoch, is what dates in them start from. */
export function scenariosFor(version: string, nowS: number): readonly Scenario[] {
  const cli = traitsOf(version);
  return [
    ...composerScenarios(cli),
    ...turnScenarios(cli),
    ...bashScenarios(cli),
    ...fileScenarios(cli),
    ...reachingScenarios(cli),
    ...answerScenarios(cli),
    ...quotedScenarios(cli),
    ...questionScenarios(cli),
    ...spoofedScenarios(cli),
    ...trustScenarios(cli),
    ...endScenarios(),
    ...menuScenarios(),
    ...modalScenarios(cli),
    ...planScenarios(cli),
    ...autoScenarios(cli),
    ...toolScenarios(cli),
    ...surroundingScenarios(cli),
    ...limitScenarios(cli, nowS),
    ...crossedScenarios(cli, nowS),
    ...failureScenarios(cli),
    ...troubleScenarios(cli, nowS),
  ];
}
