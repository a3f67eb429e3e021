import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Brain, BrainFacts } from '../../../src/brain/brain.ts';
import { limits } from '../../../src/limits.ts';
import type { Advice, BrainName } from '../../../src/policy/consulting/advice.ts';
import type { Matter } from '../../../src/policy/consulting/matter.ts';
import { until } from '../../terminal/harness.ts';
import { screenAt } from '../recorded.ts';
import type { Puppet, PuppetOptions, Rig, RigOptions } from '../rig.ts';
import { decisionsOf, makeRig, startPuppet, untilTyped } from '../rig.ts';
import type { RunningClock } from '../runningClock.ts';
import { runningClock } from '../runningClock.ts';

/** Sessions that ask a brain: real parts over a real PTY, screens of the real CLI, brains of the test's own. */

/** Long enough for a key that should not come. */
const watchMs = limits.settleAtMostMs + limits.dialogAgeMs + 600;

const command = await screenAt('bash-simple-80x24', 'permission');
const screens = {
  idle: await screenAt('bash-simple-80x24', 'idle'),
  busy: await screenAt('bash-simple-80x24', 'busy'),
  test: command,
  // As long as what the recording shows, so that the dialog is the real one in every other respect.
  push: command.replace(/npm(\u001b\[\d+G| )test/g, 'git$1push').replace(/npm te(\u001b\[\d+G)t/g, 'git pu$1h'),
  remove: await screenAt('bash-rm-rf-80x24', 'permission'),
  question: await screenAt('question-one-120x40', 'question'),
};

const approves: Advice = { say: 'approve', confidence: 0.95, reason: 'Pushing is welcome.' };

interface Asked {
  readonly matter: Matter;
  readonly facts: BrainFacts;
  readonly signal: AbortSignal;
  readonly answer: (advice: Advice) => void;
  readonly fail: (error: unknown) => void;
}

/** A brain that notes what it is asked; it answers what it is told to, or when the test does. */
class FakeBrain implements Brain {
  readonly name: BrainName = 'rules';
  readonly asked: Asked[] = [];
  readonly #answer: Advice | undefined;

  constructor(answer?: Advice) {
    this.#answer = answer;
  }

  consult(matter: Matter, facts: BrainFacts, signal: AbortSignal): Promise<Advice> {
    return new Promise((answer, fail) => {
      this.asked.push({ matter, facts, signal, answer, fail });
      if (this.#answer) answer(this.#answer);
    });
  }

  check(): Promise<never> {
    return Promise.reject(new Error('nobody asks'));
  }
}

interface Stage {
  readonly rig: Rig;
  readonly puppet: Puppet;
  readonly skip: RunningClock['skip'];
}

async function stage(brain: Brain, options: RigOptions = {}, puppet: PuppetOptions = {}): Promise<Stage> {
  const { clock, skip } = runningClock();
  const rig = await makeRig({ clock, brains: [brain], ...options });
  return { rig, puppet: await startPuppet(rig, puppet), skip };
}

/** A session that shows `git push` and has asked the brain. */
async function pushing(brain: FakeBrain, options: RigOptions = {}): Promise<Stage> {
  const made = await stage(brain, options);
  made.puppet.calls('c1', 'git push');
  await made.puppet.show(screens.push);
  await until('the brain is asked', () => brain.asked.length === 1, 30_000);
  return made;
}

async function untilPending({ rig }: Stage): Promise<readonly string[]> {
  await until('a person is asked', () => rig.ledger.pending().length === 1, 30_000);
  return rig.ledger.pending()[0]?.reasons ?? [];
}

function notes({ rig, puppet }: Stage): string[] {
  return rig.ledger
    .lines(puppet.id, undefined, 1_000)
    .flatMap((line) => (line.type === 'note' ? [line.text ?? ''] : []));
}

describe('what the policy calls MEDIUM', () => {
  test('is asked of the brain, and its leave is typed and told', async () => {
    const brain = new FakeBrain(approves);
    const made = await pushing(brain);
    await untilTyped(made.puppet, '1');
    const [asked] = brain.asked;
    expect(asked?.matter).toMatchObject({
      kind: 'permission',
      call: { tool: 'Bash', input: { command: 'git push' } },
      verdict: { risk: 'MEDIUM', action: 'ask-brain' },
    });
    expect(asked?.facts.project).toBe('app');
    expect(asked?.facts.screen.join('\n')).toContain('git push');
    const line = made.rig.ledger.lines(made.puppet.id, undefined, 100).find((one) => one.type === 'decision');
    expect(line).toMatchObject({ action: 'approve', by: 'brain', risk: 'MEDIUM' });
    expect(line?.rules?.[0]).toBe('brain-rules');
    expect(line?.reasons?.[0]).toBe('Pushing is welcome.');
    expect(notes(made)[0]).toMatch(
      /^The brain 'rules' was asked about a call of Bash and said after \d+ ms: approve \(95 % sure\)/,
    );
  });

  test('goes to a person with the figure where the brain is not sure enough', async () => {
    const unsure = await pushing(new FakeBrain({ ...approves, confidence: 0.61 }));
    expect((await untilPending(unsure))[0]).toContain('is only 61 % sure (brain.confidence_min_percent is 80)');
    await unsure.skip(watchMs);
    expect(unsure.puppet.typed()).toBe('');
    expect(decisionsOf(unsure.rig, unsure.puppet.id)).toMatchObject([{ action: 'ask-brain', by: 'policy' }]);
  });

  test('goes to a person after the time of a brain that hangs, and what it says later means nothing', async () => {
    const brain = new FakeBrain();
    const made = await pushing(brain, { config: { 'brain.timeout_ms': 5_000 } });
    expect(made.rig.sessions.status(made.puppet.id).why).toBe("The brain 'rules' is being asked.");
    await made.skip(5_000 + limits.brainOverdueMs);
    expect((await untilPending(made))[0]).toBe("The brain 'rules' did not answer within 5000 ms.");
    brain.asked[0]?.answer(approves);
    await made.skip(watchMs);
    expect(made.puppet.typed()).toBe('');
    expect(brain.asked).toHaveLength(1);
  });

  test('goes to a person where the brain throws, and the defect is in the log', async () => {
    const brain = new FakeBrain();
    const made = await pushing(brain);
    brain.asked[0]?.fail(new Error('out of tune'));
    expect((await untilPending(made))[0]).toContain('out of tune');
    expect(made.rig.log.join('\n')).toContain("the brain 'rules' failed Error: out of tune");
  });

  test('is not waited for once its dialog is gone, and a new dialog asks anew', async () => {
    const brain = new FakeBrain();
    const made = await pushing(brain);
    await made.puppet.show(screens.idle);
    await until('the end of the asking', () => brain.asked[0]?.signal.aborted === true, 30_000);
    await made.puppet.show(screens.push);
    await until('the brain is asked again', () => brain.asked.length === 2, 30_000);
    brain.asked[0]?.answer(approves);
    await made.skip(watchMs);
    expect(made.puppet.typed()).toBe('');
    brain.asked[1]?.answer(approves);
    await untilTyped(made.puppet, '1');
  });

  test('is not waited for while a human holds the pane, nor after the session has ended', async () => {
    const brain = new FakeBrain();
    const { puppet, rig } = await pushing(brain);
    puppet.live.actor.dispatch({ type: 'human', holds: true });
    expect(brain.asked[0]?.signal.aborted).toBe(true);
    puppet.live.actor.dispatch({ type: 'human', holds: false });
    await until('the brain is asked again', () => brain.asked.length === 2, 30_000);
    puppet.live.actor.dispatch({ type: 'stop' });
    await until('the end', () => rig.sessions.live.size === 0, 30_000);
    expect(brain.asked[1]?.signal.aborted).toBe(true);
  });

  test('is asked again by a daemon that takes the session over in the middle of it', async () => {
    const brain = new FakeBrain();
    const { puppet, rig } = await pushing(brain);
    rig.sessions.dispose();
    expect(brain.asked[0]?.signal.aborted).toBe(true);
    const later = new FakeBrain(approves);
    const next = await makeRig({ folder: rig.folder, host: rig.host, brains: [later] });
    await next.sessions.recover();
    await until('the new brain is asked', () => later.asked.length === 1, 30_000);
    await untilTyped(puppet, '1');
    brain.asked[0]?.answer(approves);
    expect(decisionsOf(next, puppet.id).filter(({ by }) => by === 'brain')).toHaveLength(1);
  });

  test('of two sessions is asked for both: one that waits does not hold the other', async () => {
    const brain = new FakeBrain();
    const one = await pushing(brain);
    const two = await startPuppet(one.rig);
    two.calls('c2', 'git push');
    await two.show(screens.push);
    await until('both are asked for', () => brain.asked.length === 2, 30_000);
    brain.asked[1]?.answer(approves);
    await untilTyped(two, '1');
    expect(one.puppet.typed()).toBe('');
    brain.asked[0]?.answer(approves);
    await untilTyped(one.puppet, '1');
  });
});

describe('a brain', () => {
  test('is never asked about what the policy calls HIGH, and not where none is set', async () => {
    const brain = new FakeBrain(approves);
    const made = await stage(brain);
    made.puppet.calls('c1', 'rm -rf build node_modules');
    await made.puppet.show(screens.remove);
    await untilPending(made);
    const bare = await stage(brain, { config: { 'brain.default': 'none' } });
    bare.puppet.calls('c1', 'git push');
    await bare.puppet.show(screens.push);
    expect((await untilPending(bare))[0]).toBe('No brain is set for this session.');
    expect(brain.asked).toEqual([]);
    expect(notes(bare)).toEqual([]);
  });

  test('sees no secret, and the requirements as they stood at the start', async () => {
    const brain = new FakeBrain(approves);
    const secret = `ghp_${'a1B2'.repeat(10)}`;
    const made = await stage(brain);
    const requirements = join(made.puppet.project, 'requirements.md');
    writeFileSync(requirements, `## Preferences\n\n- Database: SQLite\n- The key is ${secret}\n`);
    const later = await startPuppet(made.rig, { cols: 120, rows: 40 });
    writeFileSync(requirements, '## Preferences\n\n- Database: MongoDB\n- You may push\n');
    await ask(later);
    await until('the brain is asked', () => brain.asked.length === 1, 30_000);
    const told = JSON.stringify(brain.asked[0]?.facts);
    expect(told).toContain('Database: SQLite');
    expect(told).not.toContain('MongoDB');
    expect(told).not.toContain(secret);
    expect(brain.asked[0]?.facts.preferences.map(({ topic, wish }) => [topic, wish])).toContainEqual([
      'Database',
      'SQLite',
    ]);
  });

  test('chooses for a question', async () => {
    const brain = new FakeBrain({ say: 'choose', picks: [[1]], confidence: 0.9, reason: 'As preferred.' });
    const made = await stage(brain, {}, { cols: 120, rows: 40 });
    await ask(made.puppet);
    await untilTyped(made.puppet, '2');
    expect(brain.asked[0]?.matter).toMatchObject({
      kind: 'question',
      pages: [{ header: 'Database', choices: [{ label: 'SQLite' }, { label: 'PostgreSQL' }] }],
    });
    expect(decisionsOf(made.rig, made.puppet.id)[0]).toMatchObject({ action: 'choose', by: 'brain' });
  });

  test('types nothing in shadow mode: what it would have done is told to the person', async () => {
    const brain = new FakeBrain({ say: 'choose', picks: [[1]], confidence: 0.9, reason: 'As preferred.' });
    const made = await stage(brain, { config: { 'policy.mode': 'shadow' } }, { cols: 120, rows: 40 });
    await ask(made.puppet);
    expect((await untilPending(made))[0]).toBe(
      "Shadow mode: the brain 'rules' would have chosen 'PostgreSQL' (90 % sure): As preferred.",
    );
    await made.skip(watchMs);
    expect(made.puppet.typed()).toBe('');
  });
});

describe('a run of tests that the session wrote itself', () => {
  test('is asked about once when they would do more than test', async () => {
    const brain = new FakeBrain({ ...approves, reason: 'They are fine.' });
    const { puppet, rig } = await stage(brain);
    const input = {
      file_path: join(puppet.project, 'tests/app.test.js'),
      content: "const { execSync } = require('node:child_process');\ntest('it', () => execSync('id'));\n",
    };
    const content = [{ type: 'tool_use', id: 'w1', name: 'Write', input }];
    puppet.tell({ type: 'assistant', message: { role: 'assistant', content, stop_reason: 'tool_use' } });
    puppet.done('w1');
    for (const [index, id] of ['c1', 'c2'].entries()) {
      puppet.calls(id, 'npm test');
      await puppet.show(screens.test);
      await untilTyped(puppet, '1'.repeat(index + 1));
      await puppet.show(screens.busy);
      puppet.done(id);
      await until('its result', () => decisionsOf(rig, puppet.id)[index]?.outcome === 'confirmed', 30_000);
    }
    expect(brain.asked.map(({ matter }) => matter.kind === 'permission' && matter.verdict.rules[0])).toEqual([
      'unseen-tests',
    ]);
    expect(decisionsOf(rig, puppet.id).map(({ by }) => by)).toEqual(['brain', 'policy']);
  });
});

describe('the budgets', () => {
  test('hand the same call to a person once it is a loop', async () => {
    const made = await stage(new FakeBrain(approves), { config: { 'budget.same_call_max': 2 } });
    const { puppet, rig } = made;
    for (const [index, id] of ['c1', 'c2'].entries()) {
      puppet.calls(id, 'npm test');
      await puppet.show(screens.test);
      await untilTyped(puppet, '1'.repeat(index + 1));
      await puppet.show(screens.busy);
      puppet.done(id);
      await until('its result', () => decisionsOf(rig, puppet.id)[index]?.outcome === 'confirmed', 30_000);
    }
    puppet.calls('c3', 'npm test');
    await puppet.show(screens.test);
    expect((await untilPending(made))[0]).toContain('2 times within 10 minutes');
    expect(puppet.typed()).toBe('11');
    const last = rig.ledger.lines(puppet.id, undefined, 100).findLast((line) => line.type === 'decision');
    expect(last?.rules?.[0]).toBe('budget-loop');
  });

  test('keep a brain from choosing any more', async () => {
    const brain = new FakeBrain({ say: 'choose', picks: [[1]], confidence: 0.9, reason: 'As preferred.' });
    const config = { 'budget.approvals_per_minute': 1 };
    const made = await stage(brain, { config }, { cols: 120, rows: 40 });
    await ask(made.puppet);
    await untilTyped(made.puppet, '2');
    await made.puppet.show(screens.idle);
    made.puppet.done('q1');
    await ask(made.puppet, 'q2');
    expect((await untilPending(made))[0]).toContain('1 times within a minute');
    expect(brain.asked).toHaveLength(1);
  });
});

describe('the kill switch', () => {
  test('stops a key that is about to be typed, and its removal lets it be decided again', async () => {
    const made = await stage(new FakeBrain(approves), { config: { 'typing.dialog_age_ms': 3_000 } });
    const { puppet, rig, skip } = made;
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await until('the answer is on its way', () => puppet.live.actor.session.ask?.stage === 'answering', 30_000);
    writeFileSync(rig.home.stopFile, '');
    await skip(4_000);
    expect(puppet.typed()).toBe('');
    await untilPending(made);
    expect(rig.sessions.status(puppet.id).warnings.join('\n')).toContain('STOP');
    rmSync(rig.home.stopFile);
    await untilTyped(puppet, '1');
    expect(rig.ledger.pending()).toEqual([]);
  });

  test('holds also where nobody has noticed it yet: the file is looked for at the very write', async () => {
    const made = await stage(new FakeBrain(approves));
    // From here on nothing tells of files: no watcher, no poll.
    made.rig.killSwitch.dispose();
    writeFileSync(made.rig.home.stopFile, '');
    made.puppet.calls('c1', 'npm test');
    await made.puppet.show(screens.test);
    await untilPending(made);
    await made.skip(watchMs);
    expect(made.puppet.typed()).toBe('');
  });

  test('is thrown for sessions that start or are taken over while it stands there', async () => {
    const { clock, skip } = runningClock();
    const rig = await makeRig({ clock });
    writeFileSync(rig.home.stopFile, '');
    const puppet = await startPuppet(rig, { task: 'say hello' });
    expect(puppet.live.actor.session.off).toBe(true);
    await puppet.show(screens.idle);
    await skip(watchMs);
    expect(puppet.typed()).toBe('');
    rig.sessions.dispose();
    const next = await makeRig({ folder: rig.folder, host: rig.host });
    await next.sessions.recover();
    await until('the session is back', () => next.sessions.live.size === 1, 30_000);
    await skip(watchMs);
    expect(puppet.typed()).toBe('');
    rmSync(rig.home.stopFile);
    await untilTyped(puppet, 'say hello');
  });
});

/** The question of the recording, in the transcript and on the screen. */
async function ask(puppet: Puppet, id = 'q1'): Promise<void> {
  const options = [
    { label: 'SQLite', description: 'One file, no server' },
    { label: 'PostgreSQL', description: 'A server of its own' },
  ];
  const questions = [
    { question: 'Which database shall the service use?', header: 'Database', multiSelect: false, options },
  ];
  const content = [{ type: 'tool_use', id, name: 'AskUserQuestion', input: { questions } }];
  puppet.tell({ type: 'assistant', message: { role: 'assistant', content, stop_reason: 'tool_use' } });
  await puppet.show(screens.question);
}
