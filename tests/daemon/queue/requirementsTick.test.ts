import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  openSync,
  writeSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRequirementsFile } from '../../../src/daemon/queue/requirementsFile.ts';
import type { BetweenSteps, Replaced, Ticked } from '../../../src/daemon/queue/requirementsTick.ts';
import {
  followedPath,
  joinLate,
  readFollowed,
  tickBoxes,
  tidyBeside,
} from '../../../src/daemon/queue/requirementsTick.ts';
import { limits } from '../../../src/limits.ts';
import { afterTest, tempFolder } from '../../terminal/harness.ts';

/** A file with this content in a folder of its own. */
function fileWith(content: string | Buffer): string {
  const file = join(tempFolder(), 'requirements.md');
  writeFileSync(file, content);
  return file;
}

/** Ticks all open tasks that the words fit. */
function tick(file: string, fits: (text: string) => boolean = () => true, between?: BetweenSteps): Ticked {
  const read = readFollowed(file);
  if (!read) throw new Error('the file is not there');
  const open = readRequirementsFile(read.bytes).tasks.filter(({ text, isTicked }) => !isTicked && fits(text));
  return tickBoxes(
    file,
    read,
    open.map(({ box }) => box),
    between,
  );
}

test('one byte becomes an x; mode, other bytes and names stay', () => {
  const content = Buffer.concat([Buffer.from('\uFEFF# A\r\n- [ ] one\r\n\t* [ ] zwei '), Buffer.from([0xe4, 0xff])]);
  const file = fileWith(content);
  chmodSync(file, 0o640);
  expect(tick(file, (text) => text === 'one')).toMatchObject({ result: 'ticked' });
  const wanted = Buffer.from(content);
  wanted[content.indexOf('[ ]') + 1] = 0x78;
  expect(readFileSync(file)).toEqual(wanted);
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readdirSync(join(file, '..'))).toEqual(['requirements.md']);
  expect(tick(file)).toMatchObject({ result: 'ticked' });
  expect(readRequirementsFile(readFileSync(file)).tasks.every(({ isTicked }) => isTicked)).toBe(true);
});

test('any file, ticked one by one, differs from what it was by its boxes only', () => {
  const folder = tempFolder();
  const file = join(folder, 'plan.md');
  const part = fc.constantFrom(
    '- [ ] a',
    '- [ ] b',
    '* [x] c',
    '\n',
    '\r\n',
    '  more',
    '```',
    '<!--',
    '-->',
    'ü',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const before = Buffer.from(parts.join(''));
      writeFileSync(file, before);
      const { tasks } = readRequirementsFile(before);
      const boxes = tasks.filter(({ isTicked }) => !isTicked).map(({ box }) => box);
      for (const box of boxes) {
        const read = readFollowed(file);
        if (!read) throw new Error('gone');
        expect(tickBoxes(file, read, [box])).toMatchObject({ result: 'ticked' });
        // A second time changes nothing.
        const again = readFollowed(file);
        if (!again) throw new Error('gone');
        expect(tickBoxes(file, again, [box])).toEqual({ result: 'changed' });
      }
      const after = readFileSync(file);
      const changed = [...after.entries()].filter(([at, byte]) => byte !== before[at]).map(([at]) => at);
      expect(after).toHaveLength(before.length);
      expect(changed).toEqual(boxes);
    }),
    { numRuns: 60 },
  );
});

describe('an edit in between is not lost', () => {
  const steps = ['read', 'written', 'linked', 'swapped'] as const;
  const edits: readonly [string, (file: string, content: string) => void][] = [
    ['written in place', (file, content) => writeFileSync(file, content)],
    [
      'renamed into its place',
      (file, content) => {
        writeFileSync(`${file}.tmp`, content);
        renameSync(`${file}.tmp`, file);
      },
    ],
    ['of the same length', (file, content) => writeFileSync(file, content.replace('two', 'TWO'))],
  ];
  const cases = steps.flatMap((step) => edits.map(([name, edit]) => ({ step, name, edit })));

  test.each(cases)('$name after it was $step', ({ step, name, edit }) => {
    const file = fileWith('- [ ] one\n- [ ] two\n');
    const edited = name === 'of the same length' ? '- [ ] one\n- [ ] two\n' : '- [ ] one\n- [ ] two\n- [ ] three\n';
    const read = readFollowed(file);
    if (!read) throw new Error('gone');
    const now = (): void => {
      edit(file, edited);
    };
    if (step === 'read') now();
    const { result } = tickBoxes(file, read, [3], (passed) => {
      if (passed === step) now();
    });
    const wanted = name === 'of the same length' ? edited.replace('two', 'TWO') : edited;
    // Where the swap was over, the edit came after it.
    expect(readFileSync(file, 'utf8')).toBe(wanted);
    expect(result).toBe(step === 'swapped' ? 'ticked' : 'changed');
    expect(readdirSync(join(file, '..'))).toEqual(['requirements.md']);
  });

  test('by somebody who had the old file open', () => {
    const file = fileWith('- [ ] one\n');
    const read = readFollowed(file);
    if (!read) throw new Error('gone');
    const { result } = tickBoxes(file, read, [3], (step) => {
      if (step !== 'swapped') return;
      // The old file has one name left, as it has for whoever opened it before.
      const old = readdirSync(join(file, '..')).find((name) => name.endsWith('.old'));
      writeFileSync(join(file, '..', old ?? ''), '- [ ] one\n- [ ] two\n');
    });
    expect(result).toBe('changed');
    expect(readFileSync(file, 'utf8')).toBe('- [ ] one\n- [ ] two\n');
  });

  test('by another process that writes hundreds of lines in place while hundreds of boxes are ticked', async () => {
    const lines = Array.from({ length: 60 }, (_, n) => `- [ ] task ${n}\n`).join('');
    const file = fileWith(lines);
    // Each writer adds one line to what it reads, at once, as an editor does that saves in place.
    const program = `
      const fs = require('node:fs');
      const file = process.argv[1];
      for (let n = 0; n < 300; n++) {
        const fd = fs.openSync(file, 'a');
        fs.writeSync(fd, 'note ' + n + '\\n');
        fs.closeSync(fd);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      }`;
    const child = spawn(process.execPath, ['-e', program, file]);
    afterTest(() => {
      child.kill('SIGKILL');
    });
    const writer = { isOver: false };
    child.once('exit', () => {
      writer.isOver = true;
    });
    const late: Replaced[] = [];
    let next = 0;
    while (!writer.isOver || next < 60) {
      const wanted = `task ${next}`;
      const done: Ticked = next < 60 ? tick(file, (text) => text === wanted) : { result: 'changed' };
      if (done.result === 'ticked') {
        next++;
        late.push(done.replaced);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const replaced of late) expect(joinLate(replaced)).toBeUndefined();
    const text = readFileSync(file, 'utf8');
    expect(text.match(/^- \[x\] task \d+$/gm)).toHaveLength(60);
    expect([...text.matchAll(/^note (\d+)$/gm)].map(([, n]) => Number(n)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 300 }, (_, n) => n),
    );
  }, 60_000);
});

describe('what is written late into the file that was replaced', () => {
  /** Ticks, lets somebody write who had the file open before, then somebody else, and looks again. */
  function late(
    edit: (file: number) => void,
    other?: (path: string) => void,
  ): { path: string; kept: string | undefined } {
    const path = fileWith('- [ ] one\n- [ ] two\n');
    const open = openSync(path, 'r+');
    const done = tick(path, (text) => text === 'one');
    if (done.result !== 'ticked') throw new Error(done.result);
    edit(open);
    closeSync(open);
    other?.(path);
    return { path, kept: joinLate(done.replaced) };
  }
  const append = (file: number): void => {
    writeSync(file, '- [ ] three\n', 20);
  };

  test('is joined: lines at the end', () => {
    const { path, kept } = late(append);
    expect(kept).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe('- [x] one\n- [ ] two\n- [ ] three\n');
  });

  test('is joined: lines at the end of both', () => {
    const { path, kept } = late(append, (file) => {
      appendFileSync(file, 'other\n');
    });
    expect(kept).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe('- [x] one\n- [ ] two\nother\n- [ ] three\n');
  });

  test('takes its place where it is another edit', () => {
    const { path, kept } = late((file) => writeSync(file, 'TWO', 16));
    expect(kept).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe('- [ ] one\n- [ ] TWO\n');
  });

  test('is kept beside a newer edit', () => {
    const { path, kept } = late(
      (file) => writeSync(file, 'TWO', 16),
      (file) => {
        writeFileSync(file, 'all new\n');
      },
    );
    expect(readFileSync(path, 'utf8')).toBe('all new\n');
    expect(readFileSync(kept ?? '', 'utf8')).toBe('- [ ] one\n- [ ] TWO\n');
  });
});

describe('is refused', () => {
  test('a file that became a link, with what it leads to left alone', () => {
    const file = fileWith('- [ ] one\n');
    const read = readFollowed(file);
    const other = fileWith('- [ ] one\n');
    rmSync(file);
    symlinkSync(other, file);
    expect(() => readFollowed(file)).toThrow('is a link now');
    expect(read && tickBoxes(file, read, [3])).toMatchObject({ result: 'refused' });
    expect(readFileSync(other, 'utf8')).toBe('- [ ] one\n');
  });

  test('a folder that became a link', () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real', 'a.md'), '- [ ] one\n');
    symlinkSync('real', join(folder, 'other'));
    expect(() => readFollowed(join(folder, 'other', 'a.md'))).toThrow('became a link');
  });

  test('a file with several names', () => {
    const file = fileWith('- [ ] one\n');
    linkSync(file, `${file}.other`);
    expect(tick(file)).toMatchObject({ result: 'refused', why: expect.stringContaining('several names') as string });
    expect(readFileSync(file, 'utf8')).toBe('- [ ] one\n');
  });

  test.runIf(process.getuid?.() !== 0)('a folder that may not be written', () => {
    const file = fileWith('- [ ] one\n');
    chmodSync(join(file, '..'), 0o500);
    afterTest(() => {
      chmodSync(join(file, '..'), 0o700);
    });
    expect(tick(file)).toEqual({ result: 'refused', why: `'${file}' cannot be written (EACCES).` });
  });

  test('a file that is too large', () => {
    expect(() => readFollowed(fileWith('x'.repeat(limits.requirementsFileBytesMax + 1)))).toThrow('is larger than');
  });
});

test('a file that is not there is no file, and its leftovers are removed', () => {
  const file = fileWith('a');
  writeFileSync(join(file, '..', '.requirements.md.pcc-0123.new'), '');
  writeFileSync(join(file, '..', '.requirements.md.pcc-0123.old'), '');
  tidyBeside(file);
  expect(readdirSync(join(file, '..'))).toEqual(['requirements.md']);
  rmSync(file);
  expect(readFollowed(file)).toBeUndefined();
});

describe('the file that a person names', () => {
  test('is followed by its real path', () => {
    const root = tempFolder();
    const file = join(root, 'a.md');
    writeFileSync(file, '');
    symlinkSync('a.md', join(root, 'b.md'));
    expect(followedPath(join(root, 'b.md'), root)).toBe(file);
    expect(followedPath(file, root)).toBe(file);
  });

  test('may not be a link to elsewhere, a part of a path, or nothing', () => {
    const root = tempFolder();
    const other = fileWith('');
    symlinkSync(other, join(root, 'b.md'));
    expect(() => followedPath(join(root, 'b.md'), root)).toThrow(`is a link to '${other}'`);
    expect(() => followedPath('a.md', root)).toThrow('is no whole path');
    expect(() => followedPath(join(root, 'none.md'), root)).toThrow('cannot be read (ENOENT)');
  });
});
