import { describe, expect, it } from 'vitest';
import { judgeInFull } from '../../src/policy/judge.ts';
import { project, worldWith } from './world.ts';

const world = worldWith();

function reasonsOf(command: string): readonly string[] {
  return judgeInFull({ tool: 'Bash', input: { command }, cwd: project }, world).reasons;
}

describe('reasons of the everyday calls that are asked about', () => {
  it.each([
    ['mv src/a.ts src/b.ts', 'A file is moved or renamed.'],
    ['ln -s src lib', 'A link or another name of a file is made.'],
    ['chmod +x scripts/build.sh', 'The rights of files are changed.'],
    ['lsof -i :3000', 'Open files and connections of the machine are shown.'],
    ['git add src/a.ts', 'Files are staged for the next commit.'],
    ['git stash pop', 'Changes that were put aside come back, or are kept elsewhere.'],
    ['git checkout -b topic', 'A branch or files are checked out, and files of the project change.'],
    ['git fetch upstream', 'A remote repository is asked.'],
  ])('%s: %s', (command, reason) => {
    expect(reasonsOf(command)).toContain(reason);
  });

  it('says of what no reason was written for only what is true of everything', () => {
    expect(reasonsOf('git bisect good')).toContain(
      'git bisect passes only where a rule or somebody who is asked allows it.',
    );
    expect(reasonsOf('python3').join(' ')).not.toContain('stays inside the project');
  });
});
