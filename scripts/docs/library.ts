import { join } from 'node:path';
import ts from 'typescript';
import { declarationsIn, isExported, nameOf, plainType, wordsOf } from './declarations.ts';
import { code, table } from './schemas.ts';

/** The chapter of what programs import: functions first, then what they take and give. */
export function libraryPart(root: string): string {
  const [functions, values, failure] = ['index', 'options', 'failure'].map((name) =>
    declarationsIn(join(root, 'src/sdk', `${name}.ts`)).filter(isExported),
  );
  const names = new Set((functions ?? []).filter(ts.isFunctionDeclaration).map(({ name }) => name?.text ?? ''));
  return [
    '## Library',
    `\`import { ${[...names].join(', ')} } from 'perpetualcc'\``,
    ...[...names].map((name) => functionPart(name, functions ?? [])),
    ...[...(values ?? []), ...(failure ?? [])].map((statement) => typePart(statement)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What a program can import and call. */
export function functionNames(root: string): string[] {
  const found = declarationsIn(join(root, 'src/sdk/index.ts')).filter(ts.isFunctionDeclaration);
  return [...new Set(found.map(({ name }) => name?.text ?? ''))];
}

/** Of one with several signatures that of the work behind them is nobody's. */
function functionPart(name: string, statements: readonly ts.Statement[]): string {
  const all = statements.filter(ts.isFunctionDeclaration).filter((one) => one.name?.text === name);
  const open = all.length === 1 ? all : all.filter(({ body }) => body === undefined);
  const signatures = open.map((one) => {
    const parameters = one.parameters.map((parameter) => {
      const isOptional = parameter.questionToken !== undefined || parameter.initializer !== undefined;
      return `${parameter.name.getText()}${isOptional ? '?' : ''}: ${plainType(parameter.type)}`;
    });
    const generic = one.typeParameters ? `<${one.typeParameters.map((type) => type.getText()).join(', ')}>` : '';
    return `${name}${generic}(${parameters.join(', ')}): ${plainType(one.type)}`;
  });
  const [first] = open;
  return `### ${name}\n\n${first ? wordsOf(first) : ''}\n\n\`\`\`ts\n${signatures.join('\n')}\n\`\`\``;
}

function typePart(statement: ts.Statement): string {
  if (ts.isTypeAliasDeclaration(statement)) {
    const text = statement.type.getText().replaceAll('readonly ', '').replace(/^ {2}/gm, '');
    return `### ${statement.name.text}\n\n${wordsOf(statement)}\n\n\`\`\`ts\n${text}\n\`\`\``;
  }
  if (ts.isClassDeclaration(statement)) return classPart(statement);
  if (!ts.isInterfaceDeclaration(statement)) return '';
  const kin = statement.heritageClauses?.flatMap(({ types }) => types.map((type) => linkTo(type.getText()))) ?? [];
  const words = [wordsOf(statement), kin.length === 0 ? '' : `With all of ${kin.join(' and ')}.`].join(' ').trim();
  const rows = statement.members.filter(ts.isPropertySignature).map((member) => {
    const isOptional = member.questionToken !== undefined;
    const type = plainType(member.type);
    return [
      code(`${nameOf(member)}${isOptional ? '?' : ''}`),
      code(isOptional ? type.replace(/^\| | \| undefined$/g, '') : type),
      wordsOf(member),
    ];
  });
  return [`### ${statement.name.text}`, words, table(['field', 'holds', ''], rows)].filter(Boolean).join('\n\n');
}

/** An error: its message is a sentence for people. */
function classPart(statement: ts.ClassDeclaration): string {
  const rows = statement.members
    .filter(ts.isPropertyDeclaration)
    .filter(({ type }) => type !== undefined)
    .map((member) => [code(member.name.getText()), code(plainType(member.type)), wordsOf(member)]);
  return [`### ${statement.name?.text ?? ''}`, wordsOf(statement), table(['field', 'holds', ''], rows)].join('\n\n');
}

function linkTo(name: string): string {
  return `[${name}](#${name.toLowerCase()})`;
}
