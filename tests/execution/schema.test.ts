import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/json.ts';
import { faultOf } from '../../src/execution/schema.ts';
import { whyUnusable } from '../../src/execution/schemaParts.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Schemas with what fits them and what does not. */
const rows: readonly (readonly [string, Schema, readonly unknown[], readonly unknown[]])[] = [
  ['type', { type: 'string' }, ['', 'a'], [1, null, {}, []]],
  ['types', { type: ['integer', 'null'] }, [1, null, -0], [1.5, '1']],
  ['required without properties', { required: ['a'] }, [{ a: null }, [], 1], [{}, { b: 1 }]],
  ['properties without a type', { properties: { a: { type: 'number' } } }, [{ a: 1 }, {}, 3], [{ a: '1' }]],
  ['additional', { properties: { a: true }, additionalProperties: false }, [{ a: 1 }, {}], [{ b: 1 }, { a: 1, b: 1 }]],
  ['additional by schema', { additionalProperties: { type: 'number' } }, [{ a: 1 }], [{ a: 'x' }]],
  [
    'patterns',
    { patternProperties: { '^x': { type: 'number' } }, additionalProperties: false },
    [{ x1: 1 }],
    [{ x1: '1' }, { y: 1 }],
  ],
  ['names', { propertyNames: { pattern: '^[a-z]+$' } }, [{ ab: 1 }], [{ A: 1 }]],
  ['dependent', { dependentRequired: { a: ['b'] } }, [{ b: 1 }, { a: 1, b: 1 }], [{ a: 1 }]],
  ['fields', { minProperties: 1, maxProperties: 2 }, [{ a: 1 }], [{}, { a: 1, b: 1, c: 1 }]],
  ['const', { const: { k: [1] } }, [{ k: [1] }], [{ k: [2] }, { k: 1 }]],
  ['enum', { enum: ['x', 1, { a: 1, b: 2 }] }, ['x', 1, { b: 2, a: 1 }], ['y', '1', {}]],
  ['items', { items: { type: 'number' }, minItems: 1, maxItems: 2 }, [[1], [1, 2]], [[], ['1'], [1, 2, 3]]],
  ['prefix', { prefixItems: [{ type: 'number' }], items: false }, [[], [1]], [['1'], [1, 2]]],
  ['old prefix', { items: [{ type: 'number' }], additionalItems: false }, [[], [1]], [['1'], [1, 2]]],
  [
    'unique',
    { uniqueItems: true },
    [[1, '1', { a: 1 }]],
    [
      [1, 1],
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
  ],
  ['contains', { contains: { type: 'number' }, maxContains: 1 }, [[1, 'a']], [['a'], [1, 2]]],
  ['length', { minLength: 2, maxLength: 3 }, ['ab', '😀😀😀'], ['a', 'abcd']],
  ['pattern', { pattern: '^\\d{4}-\\d{2}$' }, ['2026-11', 5], ['2026', 'x']],
  ['format', { format: 'date-time' }, ['2026-11-21T15:00:00Z', '2026-11-21T15:00:00+01:00'], ['today']],
  ['unknown format', { format: 'phone' }, ['anything'], []],
  ['bounds', { minimum: 1, exclusiveMaximum: 3, multipleOf: 0.1 }, [1, 2.3, 'x'], [0, 3, 1.25]],
  ['allOf', { allOf: [{ required: ['a'] }, { required: ['b'] }] }, [{ a: 1, b: 1 }], [{ a: 1 }]],
  ['anyOf', { anyOf: [{ type: 'string' }, { type: 'null' }] }, ['a', null], [1]],
  ['oneOf', { oneOf: [{ required: ['a'] }, { required: ['b'] }] }, [{ a: 1 }, { b: 1 }], [{}, { a: 1, b: 1 }]],
  ['not', { not: { required: ['a'] } }, [{}], [{ a: 1 }]],
  [
    'if',
    { if: { required: ['a'] }, then: { required: ['b'] }, else: { required: ['c'] } },
    [{ a: 1, b: 1 }, { c: 1 }],
    [{ a: 1 }, {}],
  ],
  ['definitions', { $ref: '#/definitions/x', definitions: { x: { required: ['a'] } } }, [{ a: 1 }], [{}]],
  [
    'tree',
    { properties: { n: { $ref: '#' }, v: { type: 'number' } } },
    [{ n: { n: { v: 1 } } }],
    [{ n: { n: { v: 'x' } } }],
  ],
  [
    'escaped reference',
    { properties: { a: { $ref: '#/$defs/x~1y%20z' } }, $defs: { 'x/y z': { type: 'number' } } },
    [{ a: 1 }],
    [{ a: 'b' }],
  ],
  [
    'own names',
    { properties: { constructor: { type: 'number' } }, required: ['toString'] },
    [{ toString: 1 }],
    [{}, { toString: 1, constructor: 'x' }],
  ],
];

describe('faultOf', () => {
  it.each(rows)('%s', (_name, schema, fitting, others) => {
    expect(
      whyUnusable({
        type: 'object',
        properties: { v: schema },
        $defs: schema['$defs'] ?? {},
        definitions: schema['definitions'] ?? {},
      }),
    ).toBeUndefined();
    for (const value of fitting) expect(faultOf(schema, value as Json)).toBeUndefined();
    for (const value of others) expect(faultOf(schema, value as Json)).toMatch(/^[A-Z'].*\.$/s);
  });

  it('names the place', () => {
    const schema = { properties: { a: { items: { properties: { b: { type: 'number' } } } } } };
    expect(faultOf(schema, { a: [{ b: 1 }, { b: 'x' }] })).toBe("'a.1.b' has to be of type number.");
  });

  it('never throws, and ends soon where branches double at each level', () => {
    const branch = { properties: { x: { $ref: '#' } }, required: ['y'] };
    const schema = { anyOf: [branch, branch, branch] };
    let value: Json = 'x';
    for (let depth = 0; depth < 90; depth++) value = { x: value };
    const deep = {
      anyOf: [
        { properties: { x: { $ref: '#' } }, not: {} },
        { properties: { x: { $ref: '#' } }, not: {} },
      ],
    };
    const before = process.cpuUsage().user;
    faultOf(schema, value);
    expect(faultOf({ allOf: [deep, deep], ...deep }, value)).toBeDefined();
    const doubling = {
      type: 'object',
      properties: { x: { anyOf: [{ $ref: '#' }, { allOf: [{ $ref: '#' }, false] }] } },
      required: ['z'],
    };
    faultOf(doubling, value);
    expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(3_000);
  });

  it('goes by the field that tells the branches of a union apart, wherever it stands', () => {
    const kinds = ['box', 'card', 'column', 'row', 'text'];
    const branch = (kind: string): Schema => ({
      properties: { children: { items: { $ref: '#' } }, type: { const: kind } },
      required: ['type', 'children'],
    });
    const schema = { type: 'object', anyOf: kinds.map(branch) };
    let value: Json = { children: [], type: 'text' };
    for (let depth = 0; depth < 30; depth++) value = { children: [value], type: 'text' };
    expect(whyUnusable(schema)).toBeUndefined();
    expect(faultOf(schema, value)).toBeUndefined();
  });

  it('counts the time of patterns', () => {
    const schema = { items: { pattern: 'a*b*c' } };
    const before = process.cpuUsage().user;
    expect(
      faultOf(
        schema,
        Array.from({ length: 10_000 }, () => 'a'.repeat(2_000)),
      ),
    ).toBeDefined();
    expect(faultOf({ pattern: 'a' }, 'a'.repeat(100_000))).toBeDefined();
    expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(3_000);
  });

  it('takes what `const` gives for any value, and nothing else of another type', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(faultOf({ const: value }, value as Json)).toBeUndefined();
        expect(faultOf({ enum: [value] }, { never: 'so', at: [value as Json] })).toBeDefined();
      }),
    );
  });
});

describe('whyUnusable', () => {
  it.each([
    [{ type: 'array' }, 'is of type "array"'],
    [{ type: 'objekt' }, 'is of type'],
    [{ properties: { a: { type: 'objekt' } } }, 'there is no type "objekt" (at #/properties/a)'],
    [{ properties: [] }, "'properties' has to be an object"],
    [{ properties: { a: 3 } }, 'a schema is an object, true or false'],
    [{ required: 'a' }, "'required' has to be a list"],
    [{ required: [1] }, 'list of names'],
    [{ $ref: 'https://example.com/x' }, 'only references such as'],
    [{ $ref: '#/$defs/x' }, 'which is not in the schema'],
    [{ $ref: '#' }, 'refers to itself'],
    [{ anyOf: [{ $ref: '#' }, { type: 'object' }] }, 'refers to itself'],
    [
      { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { allOf: [{ $ref: '#/$defs/a' }] } } },
      'refers to itself',
    ],
    [{ unevaluatedProperties: false }, "'unevaluatedProperties' is not supported"],
    [{ properties: { a: { pattern: '(' } } }, 'is no regular expression'],
    [{ properties: { a: { pattern: '(a+)+$' } } }, 'may take too long'],
    [{ patternProperties: { '(a*)*': true } }, 'may take too long'],
    [{ properties: { a: { minLength: -1 } } }, "'minLength' has to be a number of 0 or more"],
    [{ properties: { a: { minimum: 1, exclusiveMinimum: true } } }, "'exclusiveMinimum' has to be a number"],
    [{ properties: { a: { multipleOf: 0 } } }, 'more than 0'],
    [
      { properties: Object.fromEntries(Array.from({ length: 6_000 }, (_, n) => [`k${n}`, { title: String(n) }])) },
      'more than 5000 parts',
    ],
  ])('says why: %j', (schema, words) => {
    expect(whyUnusable(schema)).toContain(words);
  });

  it('says so of a schema that is too deep', () => {
    let schema: Schema = { type: 'object' };
    for (let depth = 0; depth < 80; depth++) schema = { properties: { a: schema } };
    expect(whyUnusable(schema)).toContain('nested deeper than 64');
  });

  it('counts what holds for one value, with references that double', () => {
    const doubling = (levels: number): Schema => ({
      $ref: '#/$defs/d0',
      $defs: Object.fromEntries(
        Array.from({ length: levels }, (_, n) => {
          const next = { $ref: `#/$defs/d${n + 1}` };
          return [`d${n}`, n + 1 < levels ? { allOf: [next, next] } : { required: ['a'] }];
        }),
      ),
    });
    expect(whyUnusable(doubling(5))).toBeUndefined();
    expect(whyUnusable(doubling(20))).toContain('With its references written out');
    expect(whyUnusable({ allOf: [{ $ref: '#' }, { $ref: '#' }] })).toContain('refers to itself');
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('type', '$ref', 'properties', 'items', 'anyOf', 'pattern', 'enum', 'not', 'required'),
          fc.jsonValue(),
        ),
        fc.jsonValue(),
        (schema, value) => {
          if (whyUnusable(schema) === undefined) faultOf(schema, value);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
