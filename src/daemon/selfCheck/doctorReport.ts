import type { Params, Result } from '../../api/methods.ts';
import { childEnvironment, claudeVersion, findClaude } from '../../claude/launch.ts';
import type { CliChecks } from './cliChecks.ts';
import { programAt } from './cliIdentity.ts';

/**
 * Tells what is known of the CLI that a caller means, and begins its check where that is wanted.
 *
 * @throws PccError `missing_program` where there is none.
 */
export async function doctorReport(
  checks: CliChecks,
  usual: string,
  { claude = usual, env, cwd, begin, version: told }: Params<'cli.check'>,
): Promise<Result<'cli.check'>> {
  const path = findClaude(claude, env, cwd);
  const version = told ?? (await claudeVersion(path, childEnvironment(env)));
  const cli = programAt(path, version ?? '');
  if (begin && version !== null) checks.demand(cli);
  const { families, ...report } = checks.report(cli);
  return { path, version, ...report, families: families.map((family) => ({ ...family })) };
}
