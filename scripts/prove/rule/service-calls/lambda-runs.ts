import { ofType } from './found.ts';
import { asService, byOthers } from './requests.ts';
import type { ServiceRule } from './service-call.ts';

/** Lambda runs each function as its role. It sends nothing of the function that it does so for. */
export const lambdaRuns: ServiceRule = ({ stacks, place }) =>
  ofType(stacks, 'AWS::Lambda::Function').flatMap(({ properties: { Role: role }, name }) => {
    if (typeof role !== 'string') return [];
    const request = asService(place, 'lambda.amazonaws.com', 'sts:AssumeRole', role);
    return {
      use: `Lambda runs ${name}`,
      page: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
      request,
      attacks: byOthers(place, request),
    };
  });
