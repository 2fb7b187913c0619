import { parseSync } from '@swc/core';

const KINDS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'ClassMethod', 'MethodProperty'];

/**
 * The functions of a TypeScript file, those within others too.
 * @param {string} code
 * @returns {{ name: string, line: number, lines: number }[]}
 */
export function functionsOf(code) {
  // SWC counts bytes on from whatever it parsed before: this statement tells where the file begins.
  const start = ';';
  const program = parseSync(start + code, { syntax: 'typescript', target: 'es2022' });
  const base = program.body[0].span.start + start.length;
  const bytes = Buffer.from(code);
  const lineAt = (position) =>
    bytes
      .subarray(0, position - base)
      .toString()
      .split('\n').length;
  const found = [];
  /** `name`: of the variable or property that holds what comes. */
  const visit = (node, name) => {
    if (!node || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const child of node) visit(child, '');
      return;
    }
    const own = node.identifier?.value ?? node.key?.value ?? node.id?.value ?? name;
    if (KINDS.includes(node.type)) {
      const line = lineAt(node.span.start);
      found.push({ name: own || '(unnamed)', line, lines: lineAt(node.span.end) - line + 1 });
    }
    for (const child of Object.values(node)) visit(child, own);
  };
  visit(program.body.slice(1), '');
  return found;
}
