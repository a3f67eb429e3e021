import { describe, expect, it } from 'vitest';
import { addressFault, durationFault, modelFault } from '../../src/brain/settingFaults.ts';

describe('an address', () => {
  it.each([
    'https://example.org',
    'https://example.org/gemini/',
    'http://127.0.0.1:11434',
    'http://[::1]:1',
    'http://localhost',
  ])('%s fits, also where a key is sent', (address) => {
    expect([addressFault(address, true), addressFault(address, false)]).toEqual([undefined, undefined]);
  });

  it.each([
    'http://example.org',
    'http://10.0.0.1',
    'http://localhost.example.org',
    'http://127.0.0.1.example.org',
    'http://127.example.org',
    'http://0.0.0.0',
  ])('%s is in the clear: no key is sent there', (address) => {
    expect(addressFault(address, true)).toMatch(/^must begin with https:\/\//);
    expect(addressFault(address, false)).toBeUndefined();
  });

  it.each([
    ['', /must be an address/],
    ['example.org', /must be an address/],
    ['localhost:11434', /must begin with https/],
    ['file:///etc/passwd', /must begin with https/],
    ['https://me:secret@example.org', /must not hold a name or password/],
    ['https://me@example.org', /must not hold a name or password/],
    ['https://example.org?key=secret', /must end with the host or a path/],
    ['https://example.org#x', /must end with the host or a path/],
  ])('%j does not fit', (address, why) => {
    for (const secret of [true, false]) expect(addressFault(address, secret)).toMatch(why);
    expect(addressFault(address, true)).not.toMatch(/me:|=secret/);
  });
});

describe('a model and a duration', () => {
  it.each(['llama3.1:8b', 'gemini-flash-latest', 'hf.co/some-one/Model-GGUF:Q4_K_M'])('%s is a model', (model) => {
    expect(modelFault(model)).toBeUndefined();
  });
  it.each(['', ' ', 'a b', 'a`id`', '$(id)', '../x', '-x', 'a\nb', 'x'.repeat(201)])('%j is none', (model) => {
    expect(modelFault(model)).toMatch(/^must be the name of a model/);
  });
  it.each(['30s', '10m', '2h', '1h30m', '1.5h', '-1m', '500ms'])('%s is a duration', (duration) => {
    expect(durationFault(duration)).toBeUndefined();
  });
  it.each(['', '10', '-1', '10 m', '10min', 'm', 'forever'])('%j is none', (duration) => {
    expect(durationFault(duration)).toMatch(/^must be a duration/);
  });
});
