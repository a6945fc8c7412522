import { isMap } from '../../../template/walk.ts';
import { homesOf } from '../../mutants/homes.ts';
import { ofType } from './found.ts';
import { asRole, instead } from './requests.ts';
import type { ServiceCall, ServiceRule } from './service-call.ts';

const PRESENT = 'aws:MultiFactorAuthPresent';
const AGE = 'aws:MultiFactorAuthAge';
const PAGE =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthage';

/** A day, in seconds: longer ago than any trust that asks for the age lets pass. */
const LONG_AGO = '86400';

/** STS tells a trust that asks for a second factor how many seconds ago it was given. */
export const secondFactors: ServiceRule = ({ stacks, place }) =>
  ofType(stacks, 'AWS::IAM::Role').flatMap((role) => {
    const trust = homesOf(role.stack).find(({ kind, logicalId }) => kind === 'trust' && logicalId === role.logicalId);
    return conditionsIn(trust?.document.value).flatMap((condition): ServiceCall[] => {
      if (!(PRESENT in condition)) return [];
      // The account stands for a person whose own policies let them become it.
      const person = `arn:${place.partition}:iam::${place.accountId}:root`;
      const request = asRole(place, person, 'sts:AssumeRole', role.arn, { ...condition, [AGE]: '1' });
      const attacks = [
        instead(request, 'with a second factor of long ago', { [AGE]: LONG_AGO }),
        instead(request, 'without a second factor', { [PRESENT]: 'false', [AGE]: null }),
      ];
      return [{ use: `a person with a second factor becomes ${role.name}`, page: PAGE, request, attacks }];
    });
  });

/** What the statements ask for by equality, each as a request that has it. */
function conditionsIn(document: unknown): Record<string, string>[] {
  const { Statement } = isMap(document) ? document : {};
  return [Statement].flat().flatMap((statement) => {
    const condition = isMap(statement) && isMap(statement.Condition) ? statement.Condition : {};
    const asked = ['Bool', 'StringEquals'].map((operator) => condition[operator]).filter(isMap);
    return [
      Object.fromEntries(asked.flatMap((keys) => Object.entries(keys).map(([key, value]) => [key, String(value)]))),
    ];
  });
}
