import { readPolicyDocument } from './read.ts';

/** The policy that leaves a decision to all the others. */
export const EVERYTHING = readPolicyDocument({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});
