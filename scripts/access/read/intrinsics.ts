import { conditional, transformed } from './branches.ts';
import { imported, mapped } from './lookups.ts';
import type { Placed } from './placed.ts';
import { attribute, reference } from './references.ts';
import type { Scope } from './scope.ts';
import { encoded, joinedText, jsonText, length, selected, split, substituted } from './text-functions.ts';

/**
 * One function of a template: the possible values of a call, or why it has none that is known before deploying. Then the
 * call stays symbolic and is listed.
 */
export type Intrinsic = (argument: Placed, scope: Scope, node: Placed) => Placed[] | string;

/** The functions whose values can be known before deploying. */
export const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Ref', reference],
  ['Fn::GetAtt', attribute],
  ['Fn::Sub', substituted],
  ['Fn::Join', joinedText],
  ['Fn::Select', selected],
  ['Fn::Split', split],
  ['Fn::Base64', encoded],
  ['Fn::FindInMap', mapped],
  ['Fn::If', conditional],
  ['Fn::ImportValue', imported],
  ['Fn::Length', length],
  ['Fn::ToJsonString', jsonText],
  ['Fn::Transform', transformed],
]);
