import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * The shape of the project as a test: which folder may import which (the table of ARCHITECTURE.md), one door per package,
 * banned calls with what to use instead, and no file that has become two.
 */

const root = resolve(import.meta.dirname, '..');
const src = join(root, 'src');

interface Layer {
  readonly imports: readonly string[];
  /** No Node modules, no packages but those named: same input, same output. */
  readonly pure?: readonly string[];
}

/** Rows as in ARCHITECTURE.md. `*` in a pure list allows nothing from outside. */
const layers: Readonly<Record<string, Layer>> = {
  limits: { imports: [], pure: [] },
  base: { imports: [], pure: ['yaml', 'zod'] },
  screen: { imports: ['base'], pure: ['luxon', 'zod'] },
  policy: { imports: ['base'], pure: ['unbash', 'zod'] },
  session: { imports: ['base', 'screen', 'policy'], pure: [] },
  execution: { imports: ['base'], pure: ['zod', 'jsonrepair'] },
  claude: { imports: ['base', 'screen', 'policy'] },
  terminal: { imports: ['base', 'screen'] },
  store: { imports: ['base', 'screen', 'policy', 'session', 'execution'] },
  brain: { imports: ['base', 'policy'] },
  human: { imports: ['base', 'policy'] },
  memory: { imports: ['base', 'policy', 'store'] },
  knowledge: { imports: ['base', 'policy', 'store'] },
  api: { imports: ['base', 'screen', 'policy', 'execution'] },
  daemon: {
    imports: [
      'base',
      'screen',
      'policy',
      'session',
      'execution',
      'claude',
      'terminal',
      'store',
      'brain',
      'human',
      'memory',
      'knowledge',
      'api',
    ],
  },
  face: { imports: ['base', 'screen', 'api'] },
  sdk: { imports: ['base', 'screen', 'api', 'face'] },
  server: { imports: ['base', 'screen', 'api', 'face'] },
  cli: { imports: ['base', 'screen', 'api', 'face'] },
  tui: { imports: ['base', 'screen', 'api', 'face'] },
  assess: { imports: ['base', 'screen', 'api', 'face', 'claude'] },
};

/** Files at the top of `src/` that everybody may import; they know nothing themselves. Of `limits/` only its table may be imported. */
const common = ['limits.ts', 'packageRoot.ts'];

/** What the faces may take of `terminal/`: the emulator, and how its frames are drawn. */
const screenOfFaces = ['terminal/headlessScreen.ts', 'terminal/painter.ts'];

const doors: Readonly<Record<string, string | readonly string[]>> = {
  'node-pty': 'terminal/nodePty.ts',
  '@xterm/headless': 'terminal/headlessScreen.ts',
  '@xterm/addon-serialize': 'terminal/headlessScreen.ts',
  '@xterm/addon-unicode11': 'terminal/headlessScreen.ts',
  'better-sqlite3': 'store/database.ts',
  unbash: 'policy/shell/parse.ts',
  yaml: 'base/yamlFile.ts',
  chokidar: '',
  'cron-parser': 'daemon/schedules/cron.ts',
  commander: 'cli/program.ts',
  'smol-toml': 'daemon/config.ts',
  luxon: 'screen/resetTime.ts',
  pino: 'daemon/log.ts',
  'strip-ansi': 'daemon/log.ts',
  ollama: 'brain/ollama.ts',
  'p-retry': 'brain/gemini.ts',
  blessed: 'tui/shell.ts',
  fuzzysort: 'tui/finding.ts',
  jsonrepair: 'execution/repair.ts',
  'mdast-util-from-markdown': 'cli/executions/markdown.ts',
  'mdast-util-gfm-task-list-item': 'cli/executions/markdown.ts',
  'micromark-extension-gfm-task-list-item': 'cli/executions/markdown.ts',
  mdast: 'cli/executions/markdown.ts',
  'csv-stringify': 'face/csv.ts',
  'csv-stringify/sync': 'face/csv.ts',
  // The assessment is a client of the server, and a program of its own.
  ws: ['server/sockets.ts', 'assess/webSocket.ts'],
  hono: '',
  '@hono/node-server': 'server/http.ts',
  '@modelcontextprotocol/server': 'server/mcp/tools.ts',
  '@modelcontextprotocol/server/stdio': 'server/mcp/texts.ts',
  '@modelcontextprotocol/node': 'server/mcp/http.ts',
};

const banned: readonly {
  readonly form: RegExp;
  readonly where: (file: string) => boolean;
  readonly instead: string;
}[] = [
  {
    form: /\bDate\.now\(|\bnew Date\(\)/,
    where: (file) => !/^(?:base\/clock|main)\.ts$/.test(file),
    instead: 'clock.wallMs() of an injected clock',
  },
  {
    form: /\bperformance\.now\(/,
    where: (file) => file !== 'base/clock.ts',
    instead: 'clock.monotonicMs() of an injected clock',
  },
  {
    form: /(?<!\.)\bset(?:Timeout|Interval)\(/,
    where: (file) => file !== 'base/clock.ts',
    instead: 'clock.after(…), which is disposed',
  },
  { form: /\bMath\.random\(/, where: () => true, instead: 'randomUUID() or randomBytes() of node:crypto' },
  { form: /\bconsole\./, where: () => true, instead: 'the io of the CLI or the log of the daemon' },
  { form: /\bas any\b|: any\b|<any>/, where: () => true, instead: 'a type' },
  { form: /@ts-(?:ignore|nocheck|expect-error)/, where: () => true, instead: 'a type that fits' },
  { form: /\bTODO\b|\bFIXME\b|\bXXX\b/, where: () => true, instead: 'the work itself' },
];

const longestFile = 350;

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

interface Source {
  /** Relative to `src/`, with `/`. */
  readonly file: string;
  readonly text: string;
  readonly imports: readonly string[];
  /** Those of them that exist at run time. */
  readonly loads: readonly string[];
}

const importForm =
  /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g;

const sources: readonly Source[] = filesIn(src).map((path) => {
  const text = readFileSync(path, 'utf8');
  const found = [...text.matchAll(importForm)].map((match) => ({
    name: match[1] ?? match[2] ?? match[3] ?? '',
    isType: /^\s*(?:import|export) type\b/.test(match[0]),
  }));
  const imports = found.map(({ name }) => name);
  return {
    file: relative(src, path),
    text,
    imports,
    loads: found.filter(({ isType }) => !isType).map(({ name }) => name),
  };
});

function layerOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : file;
}

function targetOf(source: Source, specifier: string): string {
  return relative(src, resolve(dirname(join(src, source.file)), specifier));
}

describe('layers', () => {
  it('has a row for every folder of src', () => {
    const folders = readdirSync(src, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(folders.filter((folder) => !(folder in layers))).toEqual([]);
  });

  it('reads the imports of every file', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.flatMap((source) => source.imports).length).toBeGreaterThan(200);
  });

  it('lets arrows point inward only', () => {
    const wrong: string[] = [];
    for (const source of sources) {
      const layer = layerOf(source.file);
      if (layer === 'main.ts') continue;
      for (const specifier of source.imports.filter((name) => name.startsWith('.'))) {
        const target = targetOf(source, specifier);
        const allowed = [layer, ...(layers[layer]?.imports ?? [])];
        const isCommon = common.includes(target);
        const isScreen = ['face', 'cli', 'tui'].includes(layer) && screenOfFaces.includes(target);
        const fromCommon = common.includes(layer) && ['base', 'limits'].includes(layerOf(target));
        if (!allowed.includes(layerOf(target)) && !isCommon && !isScreen && !fromCommon)
          wrong.push(`${source.file} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('keeps the pure layers pure', () => {
    const wrong: string[] = [];
    for (const source of sources) {
      const pure = layers[layerOf(source.file)]?.pure;
      if (!pure) continue;
      for (const specifier of source.imports) {
        if (!specifier.startsWith('.') && !pure.includes(specifier)) wrong.push(`${source.file} imports ${specifier}`);
      }
      const code = source.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      if (/\bPromise\b|\basync\b|\bawait\b/.test(code) && layerOf(source.file) !== 'base')
        wrong.push(`${source.file} has promises`);
      if (/\bprocess\.|\bsetTimeout\b/.test(code) && source.file !== 'base/clock.ts')
        wrong.push(`${source.file} touches the process`);
    }
    expect(wrong).toEqual([]);
  });

  it('opens each package at one door', () => {
    const wrong: string[] = [];
    for (const source of sources) {
      for (const specifier of source.imports) {
        const door = doors[specifier];
        if (door && ![door].flat().includes(source.file))
          wrong.push(`${source.file} imports ${specifier}: its door is ${[door].flat().join(' or ')}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('has no circles', () => {
    const edges = new Map(
      sources.map((source) => [
        source.file,
        source.loads.filter((name) => name.startsWith('.')).map((name) => targetOf(source, name)),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) {
        circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      if (done.has(file)) return;
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of edges.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });
});

describe('style', () => {
  it('avoids the banned calls', () => {
    const wrong = sources.flatMap(({ file, text }) =>
      text.split('\n').flatMap((line, index) => {
        const code = line.replace(/^\s*(?:\*|\/\/|\/\*).*$/, '');
        const rule = banned.find(({ form, where }) => where(file) && form.test(code));
        return rule ? [`${file}:${index + 1}: use ${rule.instead}`] : [];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps files short enough to be one thing', () => {
    const long = sources
      .map(({ file, text }) => ({ file, lines: text.split('\n').length }))
      .filter(({ lines }) => lines > longestFile);
    expect(long).toEqual([]);
  });

  it('says what each exported thing is for', () => {
    const bare = sources.flatMap(({ file, text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, index) => {
        if (!/^export (?:async )?(?:function\*?|class) /.test(line)) return [];
        const before = lines[index - 1]?.trim() ?? '';
        return before.endsWith('*/') ? [] : [`${file}:${index + 1}`];
      });
    });
    expect(bare).toEqual([]);
  });
});

describe('secrets of the trade', () => {
  it('names no folder of the machine it was made on and no registry', () => {
    const wrong = sources
      .filter(({ text }) => text.includes(`${root}/`) || /:\/\/registry\./.test(text))
      .map(({ file }) => file);
    expect(wrong).toEqual([]);
  });
});
