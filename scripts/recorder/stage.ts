import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PccError, systemCode } from '../../src/base/errors.ts';
import { homeFolder, projectFolder, stageFolder } from '../../src/claude/lab/stagePlaces.ts';

/** Beside the folder, not in it: the folder is emptied for every scenario. */
const lockFile = `${stageFolder}.lock`;

/**
 * Takes the stage for this process alone; the result gives it back. A lock left by a process that is gone is taken over.
 *
 * @throws PccError `conflict` when another recorder plays there now.
 */
export function takeStage(): () => void {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    const holder = Number(readFileSync(lockFile, 'utf8'));
    if (isAlive(holder)) {
      throw new PccError('conflict', `The recorder of process ${holder} uses ${stageFolder}; wait for its end.`);
    }
    writeFileSync(lockFile, String(process.pid));
  }
  return () => {
    clearStage();
    rmSync(lockFile, { force: true });
  };
}

/** The usual files of the project that scenarios work on. */
const usualFiles: Readonly<Record<string, string>> = {
  'package.json':
    '{\n  "name": "app",\n  "version": "1.0.0",\n  "type": "module",\n  "scripts": { "test": "node test.js" }\n}\n',
  'README.md': '# app\n\nA small service that greets people.\n',
  'test.js':
    "console.log('ok 1 - greets by name');\nconsole.log('ok 2 - greets a stranger');\nconsole.log('2 tests passed');\n",
  'src/index.ts':
    "export function greet(name: string): string {\n  return 'Hello ' + name;\n}\n\nconsole.log(greet('world'));\n",
};

/** Sets the stage anew: an empty home and a project with the usual files and those of the scenario. */
export function setStage(files: Readonly<Record<string, string>>, outside: Readonly<Record<string, string>>): void {
  clearStage();
  mkdirSync(homeFolder, { recursive: true, mode: 0o700 });
  for (const [path, text] of Object.entries({ ...usualFiles, ...files })) writeInto(projectFolder, path, text);
  for (const [path, text] of Object.entries(outside)) writeInto(stageFolder, path, text);
}

/** Empties the folder; the folder itself stays, since a stage may be mounted there. */
function clearStage(): void {
  mkdirSync(stageFolder, { recursive: true });
  for (const name of readdirSync(stageFolder))
    rmSync(join(stageFolder, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Writes a file below a folder, making the folders on its way. */
export function writeInto(folder: string, path: string, text: string): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
