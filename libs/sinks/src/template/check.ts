import { analyzeSync, ForTag, type Template, type Variable } from 'liquidjs';
import { elementOf, knownNames, step, type Shape } from './shape.js';

/** A place in a template, lines and columns from 1. */
export interface Place {
  line: number;
  column: number;
}

/** A name that no notification can have. */
export interface Mistake extends Place {
  message: string;
}

type Arguments = ReturnType<NonNullable<Template['arguments']>>;

const INTEGER: Shape = { type: 'integer' };
const BOOLEAN: Shape = { type: 'boolean' };
const FORLOOP: Shape = {
  type: 'object',
  properties: {
    first: BOOLEAN,
    last: BOOLEAN,
    index: INTEGER,
    index0: INTEGER,
    rindex: INTEGER,
    rindex0: INTEGER,
    length: INTEGER,
  },
};

/** The first name in a parsed template that its variables do not have; undefined when all are known. */
export function findMistake(templates: readonly Template[], scope: Shape): Mistake | undefined {
  for (const template of templates) {
    const mistake = mistakeOf(template, scope);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

function mistakeOf(template: Template, scope: Shape): Mistake | undefined {
  for (const variable of variablesIn(template, template.arguments?.() ?? [])) {
    const found = resolve(variable, scope);
    if ('message' in found) return found;
  }
  if (!(template instanceof ForTag)) return findMistake(childrenOf(template), scope);
  const [list] = variablesIn(template, [template.collection]);
  if (list === undefined)
    return findMistake(childrenOf(template), inLoop(template, scope, INTEGER));
  const resolved = resolve(list, scope);
  if ('message' in resolved) return resolved;
  const element = template.collection.getText().startsWith('(')
    ? INTEGER
    : elementOf(resolved.shape);
  if (element === undefined) return mistake(list, `"${String(list)}" is not a list`);
  return findMistake(childrenOf(template), inLoop(template, scope, element));
}

function inLoop({ variable }: ForTag, scope: Shape, element: Shape): Shape {
  return { ...scope, properties: { ...scope.properties, [variable]: element, forloop: FORLOOP } };
}

function resolve(variable: Variable, scope: Shape): { shape: Shape } | Mistake {
  let shape = scope;
  for (const segment of variable.segments) {
    if (typeof segment === 'object') {
      return mistake(variable, `"${String(variable)}": a name must be written out`);
    }
    const next = step(shape, segment);
    if (next === undefined) {
      const known = knownNames(shape);
      const hint = known.length === 0 ? 'it has no parts' : `known here: ${known.join(', ')}`;
      return mistake(variable, `"${String(variable)}": there is no "${String(segment)}"; ${hint}`);
    }
    shape = next;
  }
  return { shape };
}

function mistake({ location }: Variable, message: string): Mistake {
  return { line: location.row, column: location.col, message };
}

/** The variables in some arguments of a template, without those of its children. */
function variablesIn({ token }: Template, given: Arguments): Variable[] {
  const { variables } = analyzeSync([{ token, render: () => undefined, arguments: () => given }]);
  return Object.values(variables).flat();
}

function childrenOf(template: Template): Template[] {
  const steps = template.children?.(false, true);
  if (steps === undefined) return [];
  for (let next = steps.next(); ; next = steps.next()) {
    if (next.done === true) return next.value;
  }
}
