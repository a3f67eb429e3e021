import { isInside } from '../paths.ts';
import type { Program, Role } from './grammar.ts';
import { operandRoles } from './options.ts';
import { noteText } from './redirects.ts';
import { isRemote, judgeAny, judgePackage, judgeRole } from './roles.ts';
import type { Scene } from './scene.ts';
import type { Arg } from './words.ts';
import { hole } from './words.ts';

/** Everyday options of MSBuild in the form that begins with a slash. */
const slashOption =
  /^[/-](?:nologo|warnaserror|m|maxcpucount(?::\d+)?|restore|(?:v|verbosity):\w+|(?:p|property):(?:Configuration|Platform|TreatWarningsAsErrors|CollectCoverage|CoverletOutputFormat|WarningLevel|DebugType|Version)=[\w.-]+|(?:t|target):(?:Build|Test|Rebuild|Restore|VSTest))$/;

/** Judges operands by the grammar's roles. */
export function judgeOperands(program: Program, operands: readonly Arg[], scene: Scene): void {
  const roles = operandRoles(operands.length, program);
  for (const [index, arg] of operands.entries()) {
    if (program.id.startsWith('dotnet.') && slashOption.test(arg.text) && arg.sort === 'static') continue;
    const role = roles[index] ?? 'any';
    if (role === 'env' && !arg.text.includes('=')) {
      judgeRest('command', operands.slice(index), scene);
      return;
    }
    if (role === 'command' || role === 'tool' || role === 'npx') {
      judgeRest(role, operands.slice(index), scene);
      return;
    }
    const runs = program.family === 'node' || program.family === 'languages';
    if (runs && /^(?:scan|read|enter|work)$/.test(role) && arg.sort === 'static' && !isInside(arg.text, scene.place)) {
      scene.trace.high('outside-run', `${arg.text} is outside the project and may be run.`);
    }
    if (runs && (role === 'scan' || role === 'read') && arg.text.startsWith('@')) {
      scene.trace.medium('response-file', `${arg.text} may bring further options.`);
    }
    const surplus = role === 'any' && !program.operands.first.includes('any') && program.operands.repeated !== 'any';
    if (surplus && program.risk === 'LOW')
      scene.trace.medium(
        'operand-surplus',
        `${program.id.replaceAll('.', ' ')} is not known to take ${arg.text.replaceAll(hole, '…')}.`,
      );
    const writes = role === 'write' || role === 'create';
    if (writes && !/^(?:touch|mkdir|mktemp|rename|cp|mv|tee)$/.test(program.id)) noteText(arg, undefined, scene);
    if (!(program.loose && (role === 'text' || role === 'word' || role === 'number'))) judgeRole(arg, role, scene);
    else if (arg.sort === 'glob') judgeRole(arg, 'name', scene);
  }
}

/** Judges what a wrapper or a runner of tools runs. */
function judgeRest(role: Role, rest: readonly Arg[], scene: Scene): void {
  const [name, ...others] = rest;
  if (role === 'command' || !name || name.sort !== 'static') {
    scene.judgeCommand(rest);
    return;
  }
  if (/\.(?:py|[cm]?[jt]sx?|rb|php|pl|sh)$/.test(name.text)) {
    judgeRole(name, 'run', scene);
    for (const arg of others) judgeAny(arg, scene);
    return;
  }
  if (/\s/.test(name.text)) {
    scene.judgeShell(name.text);
    return;
  }
  const known = scene.place.rules.programs.get(name.text);
  if (known || (role === 'tool' && name.text.includes('/'))) {
    scene.judgeCommand(rest);
    if (role === 'npx' && known?.family !== 'node')
      scene.trace.medium('tool-unknown', `A package named ${name.text} may be fetched and is then run.`);
    return;
  }
  judgeForeignTool(name, others, scene);
}

function judgeForeignTool(name: Arg, others: readonly Arg[], scene: Scene): void {
  if (isRemote(name.text)) scene.trace.high('script-remote', `${name.text} is fetched from the network and run.`);
  judgePackage(name, scene.trace);
  for (const arg of others) judgeAny(arg, scene);
  if (
    [name, ...others].some((arg) =>
      /^(?:deploy|publish|destroy|drop|release|reset|db:drop|login|logout|delete|rm|rmdir|rimraf|del)$/.test(arg.text),
    )
  ) {
    scene.trace.high('tool-grave', 'The tool is told to change something shared.');
  }
  scene.trace.medium('tool-unknown', `The package ${name.text} may be fetched and is then run.`);
}
