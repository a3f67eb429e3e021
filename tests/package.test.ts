import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What is in the package that is installed: all that the program reads, the examples, and nothing else. */

const root = resolve(import.meta.dirname, '..');
const packed = filesOfPackage();
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
};

/** As npm packs them; nothing is built or written. */
function filesOfPackage(): string[] {
  const told = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [made] = JSON.parse(told) as readonly { readonly files: readonly { readonly path: string }[] }[];
  return (made?.files ?? []).map(({ path }) => path).sort();
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

describe('the package', () => {
  test('has rules, recordings of the demo, examples and documents, and nothing else beside what is built', () => {
    const documents = ['LICENSE', 'README.md', 'REFERENCE.md', 'package.json'];
    const folders = ['rules', 'demo', 'scripts/examples'].flatMap(filesBelow);
    expect(folders.length).toBeGreaterThan(30);
    expect(packed.filter((path) => !path.startsWith('dist/'))).toEqual([...documents, ...folders].sort());
  });

  test('names no folder of this machine', () => {
    expect(packed.filter((path) => readFileSync(join(root, path), 'utf8').includes(`${root}/`))).toEqual([]);
  });
});

describe.skipIf(!existsSync(join(root, 'dist')))('the built program', () => {
  const built = packed.filter((path) => path.startsWith('dist/'));

  test('is program, library, chunks, rules and declarations, and nothing else', () => {
    const form =
      /^dist\/(?:pcc\.js|sdk\.js|rules\.json|chunks\/[\w.-]+-[A-Z0-9]{8}\.js(?:\.LEGAL\.txt)?|types\/\w+\.d\.ts)$/;
    expect(built.filter((path) => !form.test(path))).toEqual([]);
    const targets = [...Object.values(own.bin), ...JSON.stringify(own.exports).matchAll(/"\.\/(dist[^"]+)"/g)];
    const named = targets.map((target) => (typeof target === 'string' ? target : (target[1] ?? '')));
    expect(named.filter((path) => !built.includes(path))).toEqual([]);
    expect(named.length).toBe(3);
  });

  test('imports only what is installed with it, and what it imports is packed', () => {
    const imported = /^(?:import|export)\s[^;]*?\sfrom "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gm;
    const found = built
      .filter((path) => path.endsWith('.js'))
      .flatMap((path) =>
        [...readFileSync(join(root, path), 'utf8').matchAll(imported)].map(([, from, bare, later]) => ({
          path,
          name: from ?? bare ?? later ?? '',
        })),
      );
    expect(found.length).toBeGreaterThan(500);
    expect(found.map(({ name }) => name)).toContain('node-pty');
    expect(found.filter(({ path, name }) => !isThere(path, name))).toEqual([]);
  });

  function isThere(path: string, name: string): boolean {
    if (name.startsWith('.')) return built.includes(join(path, '..', name));
    if (name.startsWith('node:') || builtinModules.includes(name)) return true;
    const parts = name.split('/');
    return Object.hasOwn(own.dependencies, parts.slice(0, name.startsWith('@') ? 2 : 1).join('/'));
  }
});
