import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../src/execution/answer.ts';
import { againPrompt, composePrompt } from '../../src/execution/compose.ts';
import { readJudgement } from '../../src/execution/judging.ts';
import { otherUuid, stepOf, uuid } from './steps.ts';

const usual = { result: 'four', files_created: [], files_modified: ['a.ts'], summary: 'Added.', execution_uuid: uuid };

describe('the line with the uuid', () => {
  it.each([
    `execution_uuid: ${uuid}`,
    `\`execution_uuid: ${uuid}\``,
    `**execution_uuid:** ${uuid}`,
    `**execution_uuid**: \`${uuid}\``,
    `- execution_uuid: ${uuid}`,
    `> execution_uuid: ${uuid}`,
    `Execution UUID: ${uuid.toUpperCase()}.`,
    `execution_uuid = "${uuid}"`,
    uuid,
    `execution_uuid: ${uuid.replaceAll('-', '\u2011')}`,
    `\`\`\`\nexecution_uuid: ${uuid}\n\`\`\``,
    `---\nexecution_uuid: ${uuid}`,
    `execution_uuid: ${uuid}\n\nAnything else?`,
  ])('is found and taken out: %s', (line) => {
    const read = readAnswer(stepOf(), `It is done.\nAll tests pass.\n\n${line}`);
    const rest = line.endsWith('else?') ? '\n\n\nAnything else?' : '';
    expect(read).toEqual({ ok: true, text: `It is done.\nAll tests pass.${rest}`, echoed: true });
  });

  it('may stand in a sentence, which stays', () => {
    const text = `Done; the uuid of this task is ${uuid}, as asked.`;
    expect(readAnswer(stepOf(), text)).toEqual({ ok: true, text, echoed: true });
  });

  it.each([
    ['nothing', 'It is done.', 'missing'],
    ['another uuid', `It is done.\nexecution_uuid: ${otherUuid}`, 'not the one'],
    ['half of it', `It is done.\nexecution_uuid: ${uuid.slice(0, 20)}`, 'missing'],
    ['one far before the end', `execution_uuid: ${uuid}\n${'more words\n'.repeat(300)}`, 'missing'],
  ])('is not %s', (_what, text, detail) => {
    const read = readAnswer(stepOf(), text);
    expect(read).toMatchObject({ ok: false, why: 'echo', detail: expect.stringContaining(detail) as string });
  });
});

describe('the object of an answer', () => {
  const json = stepOf({ json: {} });
  const read = (text: string, step = json): unknown => {
    const answer = readAnswer(step, text);
    return answer.ok ? answer.object : `${answer.why}: ${answer.detail}`;
  };

  it.each([
    ['the whole text', JSON.stringify(usual)],
    ['pretty', JSON.stringify(usual, null, 2)],
    ['a fenced block', `Here it is:\n\`\`\`json\n${JSON.stringify(usual, null, 2)}\n\`\`\`\nBye.`],
    ['a fence that is not closed', `\`\`\`json\n${JSON.stringify(usual)}`],
    ['prose', `I got ${JSON.stringify(usual)} as the {result}.`],
    ['the last of two blocks', `\`\`\`json\n{"a":1}\n\`\`\`\n\`\`\`\n${JSON.stringify(usual)}\n\`\`\``],
    ['the one that fits before one that does not', `${JSON.stringify(usual)}\nNot {"valid": true}.`],
    ['a trailing comma', `${JSON.stringify(usual).slice(0, -1)},}`],
    ['single quotes', JSON.stringify(usual).replaceAll('"', "'")],
    ['a missing brace', JSON.stringify(usual).slice(0, -1)],
    ['comments', JSON.stringify(usual, null, 1).replace('\n', ' // the answer\n')],
    ['bare keys', JSON.stringify(usual).replace(/"(\w+)":/g, '$1:')],
  ])('is read from %s', (_what, text) => {
    expect(read(text)).toEqual(usual);
  });

  it('has the uuid inside or on a line behind it', () => {
    const { execution_uuid: _own, ...rest } = usual;
    expect(read(`${JSON.stringify(rest)}\nexecution_uuid: ${uuid}`)).toEqual(usual);
    expect(read(JSON.stringify(rest))).toBe('echo: The execution_uuid of this task was missing.');
    expect(read(JSON.stringify({ ...rest, execution_uuid: otherUuid }))).toContain('not the one');
  });

  describe('is never what an answer only quotes', () => {
    const { execution_uuid: _own, ...bare } = usual;
    const quote = { ...bare, result: 'quoted' };
    const real = JSON.stringify(usual);
    const block = (text: string): string => `\`\`\`json\n${text}\n\`\`\``;

    it.each([
      ['in a fence before the answer', `It says:\n${block(JSON.stringify(quote))}\nMine:\n${real}`],
      ['behind the answer', `${real}\nIt says:\n${block(JSON.stringify(quote))}`],
      ['before an answer that is broken', `It says ${JSON.stringify(quote)}.\n${real.replace('"four"', "'four'")}`],
      ['thirty times', `${`${JSON.stringify(quote)}\n`.repeat(30)}${real}`],
      ['with another uuid', `${JSON.stringify({ ...quote, execution_uuid: otherUuid })}\n${real}`],
    ])('%s', (_what, text) => {
      expect(read(text)).toEqual(usual);
    });

    it('with the uuid on a line of its own, where the last one counts', () => {
      const mine = JSON.stringify(bare);
      const line = `execution_uuid: ${uuid}`;
      expect(read(`It says:\n${block(JSON.stringify(quote))}\nMine:\n${mine}\n${line}`)).toEqual(usual);
      expect(read(`It says ${JSON.stringify(quote)}.\n${block(mine.slice(0, -1))}\n${line}`)).toEqual(usual);
      expect(read(`${mine}\nBut {this} is a brace {\n${line}`)).toEqual(usual);
    });

    it('where the own one does not fit', () => {
      const own = JSON.stringify({ ...usual, files_created: 'a' }, null, 2);
      expect(read(`It says ${JSON.stringify(quote)}.\n${own}`)).toContain("json: The field 'files_created'");
    });

    it('with another uuid, and the own one beside it', () => {
      const foreign = JSON.stringify({ ...quote, execution_uuid: otherUuid });
      expect(read(`${block(foreign)}\nexecution_uuid: ${uuid}`)).toContain('echo: ');
      expect(read(`${JSON.stringify(quote)}\nI shall not write execution_uuid ${uuid} here, as it asks.`)).toContain(
        'echo: ',
      );
    });
  });

  it('says what is wrong', () => {
    expect(read(`Four.\nexecution_uuid: ${uuid}`)).toBe('json: There was no JSON object in it.');
    expect(read(JSON.stringify({ ...usual, files_created: 'a' }))).toContain("'files_created'");
    expect(read(`[1, 2]\n${uuid}`)).toContain('json: ');
  });

  it('is never an example of the prompt, unless that is the whole reply', () => {
    const example = { result: 'x', files_created: [], files_modified: [], summary: 's', execution_uuid: uuid };
    const step = stepOf({ json: {}, prompt: `Answer such as ${JSON.stringify(example)} please.` });
    expect(read(`You gave ${JSON.stringify(example)}, and I cannot.`, step)).toContain('json: ');
    expect(read(`You gave ${JSON.stringify(example)}; mine: ${JSON.stringify(usual)}`, step)).toEqual(usual);
    expect(read(JSON.stringify(example), step)).toEqual(example);
    const schema = { type: 'object' };
    const lax = stepOf({ json: { schema } });
    expect(read(`The schema ${JSON.stringify(schema)} is empty. ${uuid}`, lax)).toContain('json: ');
  });

  it('is not read from what was asked of it', () => {
    expect(read(composePrompt(json, []))).toContain('json: ');
    expect(read(againPrompt(json, 'json', 'It was none.'))).toContain('json: ');
  });

  it('fits the schema of a caller, with the uuid beside it or without', () => {
    const open = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] };
    const closed = { ...open, additionalProperties: false };
    const line = `\nexecution_uuid: ${uuid}`;
    expect(read(`{"n":1,"execution_uuid":"${uuid}"}`, stepOf({ json: { schema: open } }))).toEqual({
      n: 1,
      execution_uuid: uuid,
    });
    expect(read(`{"n":1,"execution_uuid":"${uuid}"}`, stepOf({ json: { schema: closed } }))).toEqual({ n: 1 });
    expect(read(`{"n":1}${line}`, stepOf({ json: { schema: closed } }))).toEqual({ n: 1 });
    expect(read(`{"m":1}${line}`, stepOf({ json: { schema: open } }))).toBe("json: The object lacks 'n'.");
  });

  it('says so of an object that is too deep for a program', () => {
    const lists = (count: number): string => `{"a":${'['.repeat(count - 1)}${']'.repeat(count - 1)}}`;
    const step = stepOf({ json: { schema: { type: 'object' } } });
    const tooDeep = 'json: The object in it is nested more deeply than 100 levels.';
    expect(read(`${lists(100)}\nexecution_uuid: ${uuid}`, step)).toHaveProperty('a');
    expect(read(`${lists(101)}\nexecution_uuid: ${uuid}`, step)).toBe(tooDeep);
    expect(read(lists(5_000))).toBe(tooDeep);
    // Another object in it is the answer.
    expect(read(`${lists(5_000)}\n{"b":1}\nexecution_uuid: ${uuid}`, step)).toEqual({ b: 1 });
  });

  it.each([
    ['deep', `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
    ['deep and broken', `{"a":${'['.repeat(5_000)}`],
    ['braces', '{'.repeat(200_000)],
    ['quotes', `{"a":"${'\\"'.repeat(100_000)}`],
    ['huge', `{"a":"${'x'.repeat(1_100_000)}"}`],
    ['many values', `{"a":[${'1,'.repeat(250_000)}1]}`],
    ['infinite', '{"a":1e999}'],
    ['fences', '```\n'.repeat(100_000)],
    ['lines', `${uuid}\n`.repeat(20_000)],
  ])('is bounded: %s', (_what, text) => {
    const before = process.cpuUsage().user;
    const answer = readAnswer(stepOf({ json: { schema: { type: 'object' } } }), text);
    expect(answer.ok).toBe(false);
    expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(4_000);
  });

  it.each(['`', '~', '\n', ' ', '-', '*', '_', '{', '}', '"', '\\', ',', '@', '`\n', '```\n\n', '``` ', '\n---'])(
    'takes no long time over a run of %j',
    (sign) => {
      const run = sign.repeat(Math.ceil(500_000 / sign.length));
      const before = process.cpuUsage().user;
      for (const step of [stepOf(), json]) {
        for (const text of [run, `${run}x`, `\`\`\`${run}\`x`, `Done.\n${run}\nexecution_uuid: ${uuid}`])
          readAnswer(step, text);
      }
      expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(4_000);
    },
  );

  it('takes no long time over many objects of which each takes long', () => {
    const kinds = Array.from({ length: 40 }, (_, n) => ({ const: n }));
    const items = JSON.stringify(Array.from({ length: 13_000 }, () => 39));
    const broken = `{"a": '${'x"'.repeat(14_900)}}`;
    const before = process.cpuUsage().user;
    const schema = { properties: { a: { items: { anyOf: kinds } } }, required: ['a'] };
    const answer = readAnswer(stepOf({ json: { schema } }), `{"a":${items}}\n`.repeat(20) + `execution_uuid: ${uuid}`);
    expect(answer).toMatchObject({ ok: false, detail: 'The schema takes too many steps on this object.' });
    const large = Array.from({ length: 20_000 }, () => 7);
    const either = { enum: Array.from({ length: 2_000 }, (_, n) => [n]) };
    readAnswer(stepOf({ json: { schema: { properties: { a: either } } } }), JSON.stringify({ a: large }));
    readAnswer(json, `${broken}\n`.repeat(20));
    readAnswer(stepOf({ ...json, prompt: `${broken}\n`.repeat(20) }), `${broken}\n`.repeat(20));
    readJudgement(`${broken}\n`.repeat(20));
    expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(5_000);
  });

  it('checks what is whole, however much before it is broken', () => {
    const broken = `{"a": '${'x"'.repeat(14_900)}}`;
    const whole = JSON.stringify({ ...usual, execution_uuid: uuid });
    expect(readAnswer(json, `${`${broken}\n`.repeat(20)}\n${whole}`)).toMatchObject({ ok: true });
  });

  it('survives what models do to it', () => {
    const value = fc.jsonValue({ maxDepth: 3 }).filter((one) => !JSON.stringify(one).includes('-0'));
    const damages: readonly ((text: string) => string)[] = [
      (text) => text,
      (text) => `\`\`\`json\n${text}\n\`\`\``,
      (text) => `Here is what I found.\n\n${text}\n\nI hope that it helps.`,
      (text) => `${text}\n`,
      (text) => `Sure!\n~~~\n${text}\n~~~`,
      (text) => `${text.slice(0, -1)},}`,
      (text) => text.slice(0, -1),
      (text) => `/* the answer */ ${text}`,
      (text) => `${text.slice(0, -1)} // all of it\n}`,
    ];
    const step = stepOf({ json: { schema: { type: 'object', required: ['value'] } } });
    fc.assert(
      fc.property(value, fc.boolean(), fc.constantFrom(...damages), (some, pretty, damage) => {
        const object = { execution_uuid: uuid, value: some };
        const answer = readAnswer(step, damage(JSON.stringify(object, null, pretty ? 2 : 0)));
        expect(answer).toMatchObject({ ok: true, echoed: true });
        expect(JSON.stringify(answer.ok && answer.object)).toBe(JSON.stringify(object));
      }),
      { numRuns: 1_500 },
    );
  });

  it('never throws, whatever is said', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '"', "'", ':', ',', '[', ']', '\n', '`', '\\', 'a', '1', uuid) }),
        (text) => {
          expect(typeof readAnswer(json, text).ok).toBe('boolean');
          expect(typeof readAnswer(stepOf(), text).ok).toBe('boolean');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
