import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { ReachingFiles } from '../../src/daemon/written.ts';
import { limits } from '../../src/limits.ts';
import { project, worldWith } from '../policy/world.ts';

const reaching = "import { execSync } from 'node:child_process';";
const harmless = "it('adds', () => expect(1 + 1).toBe(2));";
const file = `${project}/tests/a.test.ts`;

class Story {
  readonly files: ReachingFiles;
  #calls = 0;

  constructor(known: readonly string[] = []) {
    this.files = new ReachingFiles({ cwd: project, world: () => worldWith(), known });
  }

  call(tool: string, input: JsonObject): string {
    const id = `call-${(this.#calls += 1)}`;
    this.files.told({ type: 'call', id, tool, input });
    return id;
  }

  result(callId: string, how: 'done' | 'refused' | 'failed' = 'done'): void {
    this.files.told({ type: 'result', callId, refused: how === 'refused', failed: how === 'failed' });
  }

  did(tool: string, input: JsonObject): void {
    this.result(this.call(tool, input));
  }
}

describe('files that a session wrote and that reach', () => {
  it('names a test that starts programs from its call on', () => {
    const story = new Story();
    const call = story.call('Write', { file_path: file, content: reaching });
    expect(story.files.list).toEqual(['tests/a.test.ts']);
    story.result(call);
    expect(story.files.list).toEqual(['tests/a.test.ts']);
  });

  it.each(['refused', 'failed'] as const)('takes back what was %s', (how) => {
    const story = new Story();
    story.result(story.call('Write', { file_path: file, content: reaching }), how);
    expect(story.files.list).toEqual([]);
  });

  it('keeps a file that one call made reach when another one failed', () => {
    const story = new Story();
    story.did('Write', { file_path: file, content: reaching });
    story.result(story.call('Edit', { file_path: file, old_string: 'a', new_string: reaching }), 'failed');
    expect(story.files.list).toEqual(['tests/a.test.ts']);
  });

  it('forgets a file that is wholly written anew, once that happened', () => {
    const story = new Story();
    story.did('Write', { file_path: file, content: reaching });
    const call = story.call('Write', { file_path: file, content: harmless });
    expect(story.files.list).toEqual(['tests/a.test.ts']);
    story.result(call);
    expect(story.files.list).toEqual([]);
  });

  it('keeps a file of which only a part is written anew', () => {
    const story = new Story();
    story.did('Write', { file_path: file, content: reaching });
    story.did('Edit', { file_path: file, old_string: 'a', new_string: harmless });
    expect(story.files.list).toEqual(['tests/a.test.ts']);
  });

  it('follows every tool that writes', () => {
    const story = new Story();
    story.did('Edit', { file_path: file, old_string: 'a', new_string: reaching });
    story.did('MultiEdit', {
      file_path: `${project}/tests/b.test.ts`,
      edits: [
        { old_string: 'a', new_string: harmless },
        { old_string: 'b', new_string: reaching },
      ],
    });
    story.did('NotebookEdit', { notebook_path: `${project}/tests/c.ipynb`, new_source: 'import os\nos.system("id")' });
    story.did('Bash', { command: `cat > tests/d.test.js <<'EOF'\n${reaching}\nEOF` });
    story.did('Bash', { command: `cd tests && tee e.test.js <<'EOF'\n${reaching}\nEOF` });
    story.did('Bash', { command: 'npm test > logs/a.log' });
    story.did('Read', { file_path: file });
    expect(story.files.list).toEqual([
      'tests/a.test.ts',
      'tests/b.test.ts',
      'tests/c.ipynb',
      'tests/d.test.js',
      'tests/e.test.js',
    ]);
  });

  it('does not cry wolf over sources and ordinary tests', () => {
    const story = new Story();
    story.did('Write', { file_path: `${project}/src/run.ts`, content: reaching });
    story.did('Write', { file_path: file, content: harmless });
    expect(story.files.list).toEqual([]);
  });

  it('names a file outside the folder in full', () => {
    const story = new Story();
    story.did('Write', { file_path: '/srv/tests/a.test.ts', content: reaching });
    expect(story.files.list).toEqual(['/srv/tests/a.test.ts']);
  });

  it('forgets what a person or brain let pass, and no more', () => {
    const story = new Story([`${project}/tests/old.test.ts`]);
    story.did('Write', { file_path: file, content: reaching });
    story.did('Write', { file_path: `${project}/tests/b.test.ts`, content: reaching });
    story.files.approved(['tests/a.test.ts', `${project}/tests/old.test.ts`]);
    expect(story.files.paths).toEqual([`${project}/tests/b.test.ts`]);
  });

  it('keeps within its limit, the oldest going first', () => {
    const story = new Story();
    for (let i = 0; i <= limits.reachingFilesMax; i++)
      story.did('Write', { file_path: `${project}/tests/${i}.test.ts`, content: reaching });
    expect(story.files.list.length).toBe(limits.reachingFilesMax);
    expect(story.files.list[0]).toBe('tests/1.test.ts');
  });
});
