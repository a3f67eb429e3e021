import {
  lstatSync,
  mkdirSync,
  symlinkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, onTestFinished, test } from 'vitest';
import { configRows, loadConfig, setConfig } from '../../src/daemon/config.ts';
import { type SettingKey, settings } from '../../src/daemon/settings.ts';
import { limits } from '../../src/limits.ts';

/** A configuration file with this text, or none; its folder is gone after the test. */
function file(text?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'pcc-config-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const path = join(folder, 'config.toml');
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

test('without a file every key has its default, and every default fits its own key', () => {
  const path = file();
  const { config, warnings } = loadConfig(path);
  expect(warnings).toEqual([]);
  expect(config['session.cols']).toBe(limits.defaultCols);
  for (const [key, setting] of Object.entries(settings)) {
    expect(config[key as SettingKey]).toBe(setting.default);
    setConfig(path, key, String(setting.default));
  }
  expect(loadConfig(path)).toEqual({ config, warnings: [] });
});

test('values are read from tables and from dotted keys', () => {
  const text = 'policy.mode = "shadow"\n[session]\ncols = 200\n[screen]\nsettle_quiet_ms = 1_000\n';
  expect(loadConfig(file(text)).config).toMatchObject({
    'policy.mode': 'shadow',
    'session.cols': 200,
    'screen.settle_quiet_ms': 1_000,
  });
});

test('a switch is on or off, and a text that may be empty can be emptied again', () => {
  const path = file();
  expect(setConfig(path, 'tui.bell', 'false').value).toBe(false);
  setConfig(path, 'tui.keys', 'approve=y deny=x');
  expect(loadConfig(path).config).toMatchObject({ 'tui.bell': false, 'tui.keys': 'approve=y deny=x' });
  setConfig(path, 'tui.keys', '');
  expect(loadConfig(path).config['tui.keys']).toBe('');
  expect(() => setConfig(path, 'tui.bell', 'loud')).toThrow('\'tui.bell\' must be true or false, not "loud".');
  expect(() => setConfig(path, 'tui.keys', 'approve')).toThrow('it has no form ACTION=KEY');
  expect(() => setConfig(path, 'claude.command', '')).toThrow('must not be empty');
});

test.each(['C-]', 'C-b', 'C-a', 'C-\\', 'C-^', 'C-_'])('%s may be the prefix', (key) => {
  expect(setConfig(file(), 'tui.prefix', key).value).toBe(key);
});

test.each(['C-[', 'C-m', 'C-i', 'C-j', 'b', 'M-b', 'C-1', ''])('%j may not be the prefix', (key) => {
  expect(() => setConfig(file(), 'tui.prefix', key)).toThrow("'tui.prefix' must");
});

test.each([
  ['[session]\ncolls = 100\n', ":2: There is no key 'session.colls'; did you mean 'session.cols'?"],
  ['x = 1\n', ":1: There is no key 'x'; `pcc config show` lists all keys."],
  ['[sesion]\n\ncols = 100\n', ":3: There is no key 'sesion.cols'; did you mean 'session.cols'?"],
  [
    '[nothing.here]\nfoo = { bar = 1 }\n',
    ":2: There is no key 'nothing.here.foo.bar'; `pcc config show` lists all keys.",
  ],
])('an unknown key is named with its line and the nearest right one: %j', (text, warning) => {
  const path = file(text);
  expect(loadConfig(path).warnings).toEqual([path + warning]);
});

test.each([
  ['[session]\n# wide\ncols = "wide"\n', ':3: \'session.cols\' must be a whole number, not "wide".'],
  ['session.cols = 5\n', ":1: 'session.cols' must be from 20 to 1000 columns, not 5."],
  ['session.cols = 80.5\n', ":1: 'session.cols' must be a whole number, not 80.5."],
  ['session.cols = nan\n', ":1: 'session.cols' must be a whole number, not NaN."],
  ['[gemini]\nendpoint = "http://example.org"\n', ":2: 'gemini.endpoint' must begin with https://, since a key"],
  ['[policy]\nmode = "shado"\n', `:2: 'policy.mode' must be one of decide, shadow, not "shado".`],
  ['[policy]\nmode = true\n', ":2: 'policy.mode' must be a text in quotes, not true."],
  ['[policy.mode]\nx = 1\n', ":1: 'policy.mode' must be a text in quotes, not a date, table or list."],
  ['[claude]\ncommand = ""\n', ":2: 'claude.command' must not be empty."],
  ['claude = 2020-01-01\nx = [1]\n[claude2]\ncommand = []', undefined],
  ['a = 1\nb = \n', ':2:5: '],
  ['a = 1\na = 2\n', ':2:'],
])('a file that is wrong is refused with its line: %j', (text, sentence) => {
  const path = file(text);
  if (sentence === undefined) expect(loadConfig(path).warnings).toHaveLength(3);
  else expect(() => loadConfig(path)).toThrow(path + sentence);
});

test('a file that cannot be read is named', () => {
  const path = file();
  mkdirSync(path);
  expect(() => loadConfig(path)).toThrow(`The configuration '${path}' cannot be read`);
});

test('rows show value, default, unit and meaning of every key', () => {
  const rows = configRows(loadConfig(file('session.cols = 99')).config);
  expect(rows.map((row) => row.key)).toEqual(Object.keys(settings));
  expect(rows.find((row) => row.key === 'session.cols')).toEqual({
    key: 'session.cols',
    value: 99,
    default: 120,
    unit: 'columns',
    doc: settings['session.cols'].doc,
  });
});

test.each([
  ['', '[session]\ncols = 150\n'],
  ['# mine\n\n[log]\nlevel = "warn" # why\n', '# mine\n\n[log]\nlevel = "warn" # why\n\n[session]\ncols = 150\n'],
  ['[session]\ncols = 100 # wide\nrows = 50\n', '[session]\ncols = 150 # wide\nrows = 50\n'],
  ['[session]\nrows = 50 # high\n\n[log]\n', '[session]\nrows = 50 # high\ncols = 150\n\n[log]\n'],
  ['[session]\n[log]\nlevel = "warn"\n', '[session]\ncols = 150\n[log]\nlevel = "warn"\n'],
  ['session.cols=100#x\nlog.level = "warn"', 'session.cols=150#x\nlog.level = "warn"'],
  ['session.rows = 50\nlog.level = "warn"\n', 'session.rows = 50\nsession.cols = 150\nlog.level = "warn"\n'],
  ['  [ session ] # s\n  "cols" = 100\n', '  [ session ] # s\n  "cols" = 150\n'],
  ['[session]\r\ncols = 100\r\nrows = 50\r\n', '[session]\r\ncols = 150\r\nrows = 50\r\n'],
])('setting a key changes its line and no other: %j', (before, after) => {
  const path = file(before);
  expect(setConfig(path, 'session.cols', '150')).toEqual({ key: 'session.cols', value: 150 });
  expect(readFileSync(path, 'utf8')).toBe(after);
});

test('texts are quoted, quotes and comment marks inside a value are no comments', () => {
  const path = file(`[claude]\ncommand = "a # \\" b" # which\n`);
  setConfig(path, 'claude.command', '/opt/my "claude"\\x # y');
  expect(readFileSync(path, 'utf8')).toBe('[claude]\ncommand = "/opt/my \\"claude\\"\\\\x # y" # which\n');
  expect(loadConfig(path).config['claude.command']).toBe('/opt/my "claude"\\x # y');
});

test('a missing file is made, for its owner only; nothing else is left in the folder', () => {
  const path = file();
  setConfig(path, 'log.level', 'debug');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  setConfig(path, 'log.level', 'warn');
  expect(readFileSync(path, 'utf8')).toBe('[log]\nlevel = "warn"\n');
  expect(readdirSync(join(path, '..'))).toEqual(['config.toml']);
});

test('a link to the file stays a link', () => {
  const real = file('log.level = "info"\n');
  const link = file();
  symlinkSync(real, link);
  setConfig(link, 'log.level', 'warn');
  expect(readFileSync(real, 'utf8')).toBe('log.level = "warn"\n');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

test.each([
  ['', 'session.collumns', '1', "There is no key 'session.collumns'; did you mean 'session.cols'?"],
  ['', '__proto__', '1', "There is no key '__proto__'"],
  ['', 'session.cols', 'wide', '\'session.cols\' must be a whole number, not "wide".'],
  ['', 'session.cols', '1e2', "'session.cols' must be a whole number"],
  ['', 'session.cols', '7', "'session.cols' must be from 20 to 1000 columns, not 7."],
  ['', 'policy.mode', 'off', "'policy.mode' must be one of decide, shadow"],
  [
    '',
    'gemini.endpoint',
    'http://example.org',
    "'gemini.endpoint' must begin with https://, since a key is sent there",
  ],
  ['', 'ollama.host', 'http://me:secret@gpu', "'ollama.host' must not hold a name or password."],
  ['', 'ollama.model', '$(id)', "'ollama.model' must be the name of a model"],
  ['', 'ollama.keep_alive', 'ever', "'ollama.keep_alive' must be a duration such as 30s"],
  ['', 'brain.confidence_min_percent', '0', "'brain.confidence_min_percent' must be from 1 to 100 %, not 0."],
  ['session = { cols = 100 }\n', 'session.cols', '150', "'session.cols' cannot be set in"],
  ['x = """\n[session]\ncols = 3\n"""\n', 'session.cols', '150', "'session.cols' cannot be set in"],
  ['[session]\ncols = [\n 1 ]\n', 'session.cols', '150', "'session.cols' cannot be set in"],
  ['a = \n', 'session.cols', '150', ':1:5: '],
])('what cannot be set is refused, and the file stays: %j %s', (before, key, value, sentence) => {
  const path = file(before);
  expect(() => setConfig(path, key, value)).toThrow(sentence);
  expect(readFileSync(path, 'utf8')).toBe(before);
});

test('whatever stands in a file: a set key is set, everything else stays, or nothing happens', () => {
  const line = fc.constantFrom(
    '[session]',
    '[log]',
    '[[list]]',
    'cols = 100',
    'session.cols = 99 # c',
    'rows = 30',
    '"cols" = 1',
    "level = 'warn'",
    '# session.cols = 1',
    '',
    'x = """',
    '"""',
    'y = [',
    ']',
    'session = { rows = 40 }',
    'log.level = "info"',
    '[session.sub]',
    "z = '''a",
    "'''",
  );
  let set = 0;
  const path = file();
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const before = lines.join('\n');
      writeFileSync(path, before);
      try {
        setConfig(path, 'session.cols', '150');
      } catch {
        expect(readFileSync(path, 'utf8')).toBe(before);
        return;
      }
      set++;
      const expected = parse(before) as { session?: Record<string, unknown> };
      expected.session = { ...expected.session, cols: 150 };
      expect({ ...parse(readFileSync(path, 'utf8')) }).toEqual({ ...expected });
    }),
    { numRuns: 3_000 },
  );
  expect(set).toBeGreaterThan(300);
});

describe('tui.keys', () => {
  test.each([
    ['foo=y', "there is no action 'foo'"],
    ['approve=q', "it leaves 'leave' without any key"],
    ['deny=', "it leaves 'deny' without any key"],
    ['give-back=', "it leaves 'give-back' without any key"],
    ['deny=zz', "there is no key 'zz'"],
  ])('%s is refused when it is set and when the daemon starts', (value, why) => {
    const folder = mkdtempSync(join(tmpdir(), 'pcc-keys-'));
    try {
      const file = join(folder, 'config.toml');
      expect(() => setConfig(file, 'tui.keys', value)).toThrow(why);
      writeFileSync(file, `[tui]\nkeys = "${value}"\n`);
      expect(() => loadConfig(file)).toThrow(why);
      expect(setConfig(join(folder, 'other.toml'), 'tui.keys', 'approve=q leave=Q').value).toBe('approve=q leave=Q');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test('a list is read, set as JSON or as one text, and emptied again; what fits no hook is refused', () => {
  const path = file('# mine\n[hooks]\npre_execution = ["/opt/a", \'/opt/b\'] # two\n');
  expect(loadConfig(path).config['hooks.pre_execution']).toEqual(['/opt/a', '/opt/b']);
  expect(setConfig(path, 'hooks.pre_execution', '/opt/c').value).toEqual(['/opt/c']);
  expect(readFileSync(path, 'utf8')).toBe('# mine\n[hooks]\npre_execution = ["/opt/c"] # two\n');
  expect(setConfig(path, 'hooks.on_error', '["/opt/d", "/opt/[e]"]').value).toEqual(['/opt/d', '/opt/[e]']);
  expect(setConfig(path, 'hooks.pre_execution', '').value).toEqual([]);
  expect(loadConfig(path).config).toMatchObject({
    'hooks.pre_execution': [],
    'hooks.on_error': ['/opt/d', '/opt/[e]'],
  });
  expect(() => setConfig(path, 'hooks.on_error', 'relative')).toThrow('must hold absolute paths, not "relative"');
  expect(() => setConfig(path, 'hooks.on_error', '["/a", 3]')).toThrow('must be a list of texts in quotes; 3 is none');
  for (const text of ['"/opt/a"', '["a"]', '[3]', '[""]', '[["/a"]]', 'true'])
    expect(() => loadConfig(file(`hooks.pre_execution = ${text}\n`)), text).toThrow(/'hooks.pre_execution' must/);
});
