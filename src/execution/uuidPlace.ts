/** The field of an object by which an answer brings the uuid of its task back. */
export const uuidField = 'execution_uuid';

/** Keywords by which a schema may forbid a field that it does not name. */
const closing = [
  '$ref',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'enum',
  'const',
  'propertyNames',
  'maxProperties',
  'patternProperties',
  'dependentSchemas',
  'unevaluatedProperties',
];

/** True where an object of a schema may hold the uuid: the schema names it, or surely allows fields that it does not name. */
export function mayHoldUuid(schema: Readonly<Record<string, unknown>>): boolean {
  const { properties, additionalProperties: others } = schema;
  if (typeof properties === 'object' && properties !== null && Object.hasOwn(properties, uuidField)) return true;
  return (others === undefined || others === true) && !closing.some((keyword) => Object.hasOwn(schema, keyword));
}
