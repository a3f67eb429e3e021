import { judgeBuilder, judgeFormatter, judgeGoals, judgeMonorepo, judgeVitest } from './checkBuilds.ts';
import { judgeInterpreter } from './checkCode.ts';
import { judgeCopy, judgeKill, judgeLink, judgeMode, judgeMove, judgeRemove } from './checkFiles.ts';
import { judgeFind, judgeXargs } from './checkFind.ts';
import {
  judgeCheckout,
  judgeGitClone,
  judgeGitConfig,
  judgeGitNames,
  judgeGitOther,
  judgeGitPush,
  judgeGitRead,
  judgeGitRemote,
} from './checkGit.ts';
import { judgeCurl, judgeHttpie, judgeRsync } from './checkNetwork.ts';
import {
  judgeCloud,
  judgeDatabase,
  judgeDns,
  judgeKubectlChange,
  judgeKubectlRead,
  judgeRedis,
  judgeService,
  judgeTerraform,
} from './checkServices.ts';
import {
  judgeCd,
  judgeCommandBuiltin,
  judgeDeclare,
  judgeEnv,
  judgeExec,
  judgeLet,
  judgePrintenv,
  judgePrintf,
  judgeRead,
  judgeSet,
  judgeSource,
  judgeTest,
  judgeWatch,
} from './checkShell.ts';
import {
  judgeAwk,
  judgeCalc,
  judgeJq,
  judgePager,
  judgePs,
  judgeSearch,
  judgeSed,
  judgeTar,
  judgeTee,
} from './checkText.ts';
import {
  judgeCargo,
  judgeCmake,
  judgeGoRun,
  judgeInstallers,
  judgeMigrations,
  judgeMixDo,
  judgePackages,
  judgePhp,
  judgePython,
  judgeScriptOrTool,
  judgeSecretWords,
  judgeVerbs,
  judgeWorkspace,
} from './checkTools.ts';
import type { Program } from './grammar.ts';
import type { Sorted } from './options.ts';
import type { Scene } from './scene.ts';
import type { Arg } from './words.ts';

/** One program's line, sorted by its grammar. */
export interface Line {
  readonly program: Program;
  readonly sorted: Sorted;
  /** The words behind the program or sub-command, unsorted. */
  readonly args: readonly Arg[];
}

/** A check that a grammar cannot express; it judges the operands too. */
export type Check = (line: Line, scene: Scene) => void;

/** The checks that rule files may name. */
export const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['awk', judgeAwk],
  ['builder', judgeBuilder],
  ['calc', judgeCalc],
  ['cargo', judgeCargo],
  ['cd', judgeCd],
  ['checkout', judgeCheckout],
  ['cloud', judgeCloud],
  ['cmake', judgeCmake],
  ['command', judgeCommandBuiltin],
  ['copy', judgeCopy],
  ['curl', judgeCurl],
  ['database', judgeDatabase],
  ['declare', judgeDeclare],
  ['dns', judgeDns],
  ['env', judgeEnv],
  ['exec', judgeExec],
  ['find', judgeFind],
  ['formatter', judgeFormatter],
  ['git-clone', judgeGitClone],
  ['git-config', judgeGitConfig],
  ['git-names', judgeGitNames],
  ['git-other', judgeGitOther],
  ['git-push', judgeGitPush],
  ['git-read', judgeGitRead],
  ['git-remote', judgeGitRemote],
  ['go-run', judgeGoRun],
  ['goals', judgeGoals],
  ['installers', judgeInstallers],
  ['interpreter', judgeInterpreter],
  ['httpie', judgeHttpie],
  ['jq', judgeJq],
  ['kill', judgeKill],
  ['kubectl-change', judgeKubectlChange],
  ['kubectl-read', judgeKubectlRead],
  ['let', judgeLet],
  ['link', judgeLink],
  ['migrations', judgeMigrations],
  ['mix-do', judgeMixDo],
  ['mode', judgeMode],
  ['monorepo', judgeMonorepo],
  ['move', judgeMove],
  ['packages', judgePackages],
  ['pager', judgePager],
  ['php', (line, scene) => judgePhp(line, scene, judgeInterpreter)],
  ['printenv', judgePrintenv],
  ['printf', judgePrintf],
  ['ps', judgePs],
  ['python', (line, scene) => judgePython(line, scene, judgeInterpreter)],
  ['read', judgeRead],
  ['redis', judgeRedis],
  ['remove', judgeRemove],
  ['rsync', judgeRsync],
  ['script-or-tool', judgeScriptOrTool],
  ['search', judgeSearch],
  ['secret-words', judgeSecretWords],
  ['sed', judgeSed],
  ['service', judgeService],
  ['set', judgeSet],
  ['source', judgeSource],
  ['tar', judgeTar],
  ['tee', judgeTee],
  ['terraform', judgeTerraform],
  ['test', judgeTest],
  ['verbs', judgeVerbs],
  ['vitest', judgeVitest],
  ['watch', judgeWatch],
  ['workspace', judgeWorkspace],
  ['xargs', judgeXargs],
]);
