import { describe, expect, it } from 'vitest';
import { PccError } from '../../../src/base/errors.ts';
import { bindingsOf, isKeyName, keysOf } from '../../../src/api/keys/bind.ts';
import { keyTable } from '../../../src/api/keys/table.ts';

describe('the key table', () => {
  it('gives each key to one action, and only keys that there are', () => {
    const keys = keyTable.flatMap((row): readonly string[] => row.keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => !isKeyName(key))).toEqual([]);
    expect(bindingsOf('').size).toBe(keys.length);
  });
});

describe('keys of the configuration', () => {
  it('replaces the keys of the actions that are named', () => {
    const bindings = bindingsOf('approve=y deny=x,D  zoom=C-z');
    expect(keysOf(bindings, 'approve')).toEqual(['y']);
    expect(keysOf(bindings, 'deny')).toEqual(['x', 'D']);
    expect(bindings.get('a')).toBeUndefined();
    expect(bindings.get('C-z')).toBe('zoom');
    // `x` was that of `swap`.
    expect(keysOf(bindings, 'swap')).toEqual([]);
  });

  it('takes signs as keys, and an action without keys', () => {
    expect(keysOf(bindingsOf('even=='), 'even')).toEqual(['=']);
    expect(keysOf(bindingsOf('even=,,='), 'even')).toEqual([',', '=']);
    expect(keysOf(bindingsOf('even='), 'even')).toEqual([]);
    expect(keysOf(bindingsOf('zoom=é,M-C'), 'zoom')).toEqual(['é', 'M-C']);
  });

  it.each([
    ['aprove=y', "The key setting 'aprove=y' is wrong: there is no action 'aprove'; perhaps 'approve' is meant."],
    ['approve', "The key setting 'approve' is wrong: it has no form ACTION=KEY; write such as zoom=C-z."],
    [
      'approve=Retrun',
      "The key setting 'approve=Retrun' is wrong: there is no key 'Retrun'; keys are characters, or names such as C-z, M-x, S-Tab, Space, Enter, Esc, Up, PageDown, F5.",
    ],
    [
      'approve=y deny=y',
      "The key setting 'deny=y' is wrong: the key 'y' is given to 'approve' already; give each key to one action.",
    ],
    [
      'approve=y approve=z',
      "The key setting 'approve=z' is wrong: 'approve' is named twice; name each action once, its keys with commas.",
    ],
  ])('refuses %s', (text, sentence) => {
    expect(() => bindingsOf(text)).toThrow(new PccError('invalid_input', sentence));
  });

  it.each(['a', 'A', 'C-]', 'C-M-S-Left', 'S-Tab', 'F12', 'Space', '-', 'C--', '日'])('knows the key %s', (name) => {
    expect(isKeyName(name)).toBe(true);
  });

  it.each(['', 'ab', 'M-C-x', 'S-a', 'F13', 'C-', 'Unknown', ' ', '\u0007', 'enter'])('knows no key %j', (name) => {
    expect(isKeyName(name)).toBe(false);
  });
});
