import { describe, expect, it } from 'vitest';
import { InputRouter } from '../../../src/tui/input/router.ts';
import { aModel, anAsking, aStatus, keys, startMs, tell, withScreens } from '../models.ts';

const sessions = [aStatus('app-1'), anAsking('app-2', 9)];
const model = tell(withScreens(aModel({ sessions })), { type: 'tick', nowMs: startMs + 5_000 }).model;
const held = tell(model, ...keys('1', 'i'), { type: 'held', session: 'app-1', ok: true, why: '' }).model;

/** The messages of one read. */
function read(text: string) {
  return new InputRouter().take(text);
}

describe('a paste that the terminal did not mark', () => {
  it('is no command at the tiles', () => {
    const step = tell(model, ...read('deny all\rq'));
    expect(step.commands).toEqual([]);
    expect(step.model).toMatchObject({ panels: [], hold: undefined });
    expect(step.model.notices.at(-1)?.text).toMatch(/^The paste went nowhere/);
  });

  it('goes to a held child as it is', () => {
    const { commands } = tell(held, ...read('echo deny all\r'));
    expect(commands.every((command) => command.type === 'type' && command.session === 'app-1')).toBe(true);
    expect(commands.map((command) => (command.type === 'type' ? command.data : '')).join('')).toBe('echo deny all\r');
  });

  it('ends a hold by its keys, and is no command behind that', () => {
    const step = tell(held, ...read('exit now\r\u001ddaaaaaaaa'));
    expect(step.model.hold).toBeUndefined();
    expect(step.commands.flatMap((command) => (command.type === 'call' ? [command.method] : []))).toEqual([]);
    expect(step.model.notices.at(-1)?.text).toMatch(/^The paste went nowhere/);
  });

  it('is typed into the form that is open', () => {
    const form = tell(model, ...keys(':')).model;
    const typed = tell(form, ...read('zoom out app-1'));
    expect(typed.model.panels).toHaveLength(1);
    const names = Array.from('zoom out app-1', (char) => (char === ' ' ? 'Space' : char));
    expect(typed.model).toEqual(tell(form, ...keys(...names)).model);
  });
});
