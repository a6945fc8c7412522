import { named, ofType } from './found.ts';
import { asRole, asService, byOthers, forOthers } from './requests.ts';
import type { ServiceCall, ServiceRule } from './service-call.ts';

const PAGE = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html';

/** What the page lists, for the logs of any API of the region. */
const ACTIONS = [
  ...['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogGroups', 'logs:DescribeLogStreams'],
  ...['logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:PutLogEvents'],
];

/** API Gateway writes the logs of an account's APIs as one role. */
export const apiGatewayLogs: ServiceRule = ({ stacks, place }) =>
  ofType(stacks, 'AWS::ApiGateway::Account').flatMap(({ stack, properties }): ServiceCall[] => {
    const role = named(stacks, 'AWS::IAM::Role', properties.CloudWatchRoleArn);
    if (role === null) return [];
    const use = 'API Gateway writes the logs of APIs';
    const request = asService(place, 'apigateway.amazonaws.com', 'sts:AssumeRole', role.arn, {
      'aws:SourceAccount': place.accountId,
    });
    const group = `arn:${place.partition}:logs:${stack.region}:${place.accountId}:log-group:API-Gateway-Execution-Logs_a/prod`;
    return [
      { use, page: PAGE, request, attacks: [...byOthers(place, request), ...forOthers(place, request, [])] },
      ...ACTIONS.map((action) => {
        const on = action === 'logs:DescribeLogGroups' ? '*' : `${group}:log-stream:a`;
        return { use, page: PAGE, request: asRole(place, role.arn, action, on), attacks: [] };
      }),
    ];
  });
