import type { Program, Role } from './grammar.ts';
import { operandRoles } from './options.ts';
import { judgeAny, judgeRole } from './roles.ts';
import type { Scene } from './scene.ts';
import type { Arg } from './words.ts';
import { hole } from './words.ts';

/** Judges operands by the grammar's roles. */
export function judgeOperands(program: Program, operands: readonly Arg[], scene: Scene): void {
  const roles = operandRoles(operands.length, program);
  for (const [index, arg] of operands.entries()) {
    const role = roles[index] ?? 'any';
    if (role === 'env' && !arg.text.includes('=')) {
      judgeRest('command', operands.slice(index), scene);
      return;
    }
    if (role === 'command' || role === 'tool') {
      judgeRest(role, operands.slice(index), scene);
      return;
    }
    const surplus = role === 'any' && !program.operands.first.includes('any') && program.operands.repeated !== 'any';
    if (surplus && program.risk === 'LOW')
      scene.trace.medium(
        'operand-surplus',
        `${program.id.replaceAll('.', ' ')} is not known to take ${arg.text.replaceAll(hole, '…')}.`,
      );
    if (!(program.loose && (role === 'text' || role === 'word' || role === 'number'))) judgeRole(arg, role, scene);
    else if (arg.sort === 'glob') judgeRole(arg, 'name', scene);
  }
}

/** Judges what a wrapper or a runner of local tools runs. */
function judgeRest(role: Role, rest: readonly Arg[], scene: Scene): void {
  const [name, ...others] = rest;
  if (role === 'command' || !name) {
    scene.judgeCommand(rest);
    return;
  }
  if (/\.(?:py|[cm]?[jt]sx?|rb|php|pl|sh)$/.test(name.text)) {
    judgeRole(name, 'run', scene);
    for (const arg of others) judgeAny(arg, scene);
    return;
  }
  const known = name.sort === 'static' && scene.place.rules.programs.has(name.text);
  if (known || name.sort !== 'static' || name.text.includes('/')) {
    if (/^@[\w.-]+\/[\w.-]+(?:@.*)?$/.test(name.text)) judgeForeignTool(name, others, scene);
    else scene.judgeCommand(rest);
  } else judgeForeignTool(name, others, scene);
}

function judgeForeignTool(name: Arg, others: readonly Arg[], scene: Scene): void {
  if (/^(?:https?|git|file|ssh)[:+]|\.tgz$|^[./~]/.test(name.text))
    scene.trace.high('tool-source', `The package ${name.text} comes from an address.`);
  for (const arg of others) judgeAny(arg, scene);
  judgeTaskName(name, others, scene);
  scene.trace.medium('tool-unknown', `The package ${name.text} may be fetched and is then run.`);
}

function judgeTaskName(name: Arg, others: readonly Arg[], scene: Scene): void {
  const words = [name, ...others].map((arg) => arg.text);
  if (words.some((word) => /^(?:deploy|publish|destroy|drop|release|reset|db:drop|login|logout)$/.test(word))) {
    scene.trace.high('tool-grave', 'The tool is told to change something shared.');
  }
}
