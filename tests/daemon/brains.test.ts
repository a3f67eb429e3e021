import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { noBrain } from '../../src/brain/none.ts';
import { brainReport, brainsOf } from '../../src/daemon/brains.ts';
import type { Config } from '../../src/daemon/settings.ts';
import { settings } from '../../src/daemon/settings.ts';
import { brainNames } from '../../src/policy/consulting/advice.ts';
import { loopback, send } from '../brain/loopback.ts';
import { commit, facts, waiting } from '../brain/matters.ts';

const defaults = Object.fromEntries(Object.entries(settings).map(([key, row]) => [key, row.default])) as Config;
const rules = { ...noBrain, name: 'rules' as const };

function brains(config: () => Config, env: Record<string, string> = {}) {
  return brainsOf({ config, env, clock: new ManualClock(), rules });
}

describe('the brains of a daemon', () => {
  it('are there by every name', () => {
    const brainFor = brains(() => defaults);
    expect(brainNames.map((name) => brainFor(name).name)).toEqual(brainNames);
    expect(brainFor('rules')).toBe(rules);
  });

  it('follow the configuration and take the key from the environment of the daemon', async () => {
    const { address, asked } = await loopback(({ url }, response) => {
      if (url === '/api/version') send(response, 200, { version: '1' });
      else if (url === '/api/tags') send(response, 200, { models: [{ name: 'tiny:1b' }] });
      else send(response, 200, { name: 'models/m' });
    });
    let config: Config = { ...defaults, 'ollama.host': address, 'gemini.endpoint': address };
    const brainFor = brains(() => config, { GEMINI_API_KEY: 'made-up' });
    expect(await brainReport(brainFor('ollama'))).toMatchObject({ brain: 'ollama', ok: false });
    config = { ...config, 'ollama.model': 'tiny:1b' };
    expect(await brainReport(brainFor('ollama'))).toMatchObject({ brain: 'ollama', ok: true });
    expect(await brainReport(brainFor('gemini'))).toMatchObject({ brain: 'gemini', ok: true });
    expect(asked.at(-1)?.headers['x-goog-api-key']).toBe('made-up');
    expect(await brainReport(brains(() => config)('gemini'))).toMatchObject({
      ok: false,
      text: expect.stringContaining('export GEMINI_API_KEY') as string,
    });
  });

  it('none asks a person at once', async () => {
    const brain = brains(() => defaults)('none');
    expect(await brain.consult(commit, facts, waiting())).toHaveProperty('say', 'person');
    expect(await brainReport(brain)).toMatchObject({ brain: 'none', ok: true });
  });
});
