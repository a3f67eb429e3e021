import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readAnswerFile } from '../brain/answerFile.ts';
import type { AnswerRule, AnswerRules } from '../brain/answerRules.ts';
import type { Followed } from './followedFiles.ts';
import { FollowedFiles } from './followedFiles.ts';
import type { FileProblem, RuleFolders } from './yamlFiles.ts';
import { openYaml, problemOf, readKept } from './yamlFiles.ts';

/** Name of the file of answer rules in a folder of rules. Projects have none: they could loosen. */
export const answersFileName = 'answers.yaml';

/** Answer rules that follow the user's file. */
export type LiveAnswers = Followed<AnswerRules>;

/** Reads the answer rules once. @throws PccError naming file, line and column of what is broken. */
export function readAnswers(folders: RuleFolders): AnswerRules {
  return { user: ownRules(folders), shipped: shippedRules(folders) };
}

/** Reads the answer rules once; a broken file of the user's is named and holds no rules. @throws PccError for the shipped one. */
export function findAnswers(folders: RuleFolders): {
  readonly answers: AnswerRules;
  readonly problems: readonly FileProblem[];
} {
  const shipped = shippedRules(folders);
  try {
    return { answers: { user: ownRules(folders), shipped }, problems: [] };
  } catch (error) {
    const file = join(folders.user ?? '', answersFileName);
    return { answers: { user: [], shipped }, problems: [problemOf(file, error)] };
  }
}

/**
 * Reads the answer rules and follows the user's file: a broken one keeps its last good version and is named in `problems`; one
 * that is broken from the start holds no rules. @throws PccError when the shipped file is broken.
 */
export function watchAnswers(folders: RuleFolders): LiveAnswers {
  const shipped = shippedRules(folders);
  let user: readonly AnswerRule[] = [];
  return new FollowedFiles([folders.user], (attempt) => {
    attempt(join(folders.user ?? '', answersFileName), () => {
      user = ownRules(folders);
    });
    return { user, shipped };
  });
}

function shippedRules({ shipped: folder }: RuleFolders): readonly AnswerRule[] {
  return readAnswerFile(openYaml(join(folder, answersFileName), readKept(folder)), 'shipped');
}

function ownRules({ user }: RuleFolders): readonly AnswerRule[] {
  const file = user === undefined ? undefined : join(user, answersFileName);
  return file !== undefined && existsSync(file) ? readAnswerFile(openYaml(file), 'user') : [];
}
