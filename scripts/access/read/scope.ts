import type { Unresolved } from '../model.ts';
import type { ParameterValues } from './parameters.ts';
import type { Place, Placed } from './placed.ts';
import { positionOf } from './placed.ts';
import type { Sections } from './sections.ts';

/** Possible texts of one value; more are left symbolic. */
export const CHOICE_LIMIT = 16;

/** Evaluated values of one template. No template of CloudFormation's size comes near; expanded loops may. */
const EFFORT_LIMIT = 1_000_000;

/** Functions inside functions and references to references. */
const DEPTH_LIMIT = 150;

/** What all evaluations of one template share. */
export interface TemplateScope {
  sections: Sections;
  /** The values that environments give to a parameter, beside its default. */
  given: ReadonlyMap<string, readonly string[]>;
  /** What `Fn::ImportValue` of a name brings, or null. */
  imported(name: string): Placed | null;
  /** What an output of a nested stack gives, by the template's path from this one, or null. */
  nested(url: string, output: string): Placed | null;
  /** The document of an `AWS::Include`, or why there is none. */
  included(location: string): Placed | string;
  /** What goes before a logical id in symbolic text: nothing in the template itself. */
  prefix: string;
  unresolved: Map<string, Unresolved>;
  effort: number;
  /** Names of resources that are found already. */
  texts: Map<string, string>;
  /** Values of parameters that are found already. */
  parameters: Map<string, ParameterValues>;
  /** How every condition turns out; null: either way, so that both branches are looked at. */
  conditions: boolean | null;
}

export interface Scope {
  template: TemplateScope;
  /** A list of possible values is a value here; elsewhere text that has several stays symbolic. */
  inList: boolean;
  /** Conditions that the branch at hand stands for. */
  assumed: ReadonlyMap<string, boolean>;
  /** Resources whose name is being found, against cycles. */
  visiting: ReadonlySet<string>;
  /** Names that stand in braces in plain text are placeholders: an included policy document. */
  placeholders: boolean;
  depth: number;
  /** Possible values, one as a rule, none for `AWS::NoValue`. */
  evaluate(node: Placed, scope: Scope): Placed[];
}

export function inText(scope: Scope): Scope {
  return scope.inList ? { ...scope, inList: false } : scope;
}

export function noteUnresolved({ template }: Scope, place: Place, expression: string, reason: string): void {
  const { file, line } = positionOf(place);
  const key = `${file}:${line}:${expression}`;
  if (!template.unresolved.has(key)) template.unresolved.set(key, { file, line, expression, reason });
}

/** Whether there is still room to go on; bounds what a hostile template can make of few characters. */
export function hasRoom(scope: Scope): boolean {
  return ++scope.template.effort < EFFORT_LIMIT && scope.depth < DEPTH_LIMIT;
}
