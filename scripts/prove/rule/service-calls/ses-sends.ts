import type { Place } from '../../../deployment/readback/concrete.ts';
import { field } from '../../../iam/statements.ts';
import { isMap } from '../../../template/walk.ts';
import { type Found, named, ofType } from './found.ts';
import { callsOf } from './function-code.ts';
import { asRole, instead } from './requests.ts';
import type { ServiceCall, ServiceRule } from './service-call.ts';

const ADDRESS = /^[^@\s]+@[^@\s]+$/;
const OTHER = 'somebody-else@example.org';

/** Mails of functions: from whom and to whom, SES says when IAM decides, and the embedded AWS does not. */
export const sesSends: ServiceRule = async (deployment) => {
  const { stacks, place } = deployment;
  const senders = await Promise.all(
    ofType(stacks, 'AWS::Lambda::Function').map(async (lambda) => {
      const calls = await callsOf(deployment, lambda);
      return calls.some(({ action }) => action === 'ses:SendEmail') ? [lambda] : [];
    }),
  );
  return senders.flat().flatMap((lambda) => {
    const role = named(stacks, 'AWS::IAM::Role', lambda.properties.Role);
    const [from, to] = [addressIn(lambda, /FROM/), addressIn(lambda, /TO$/)];
    return role && from && to ? [sends(lambda, role.arn, from, to, place)] : [];
  });
};

function addressIn({ properties }: Found, name: RegExp): string | null {
  const variables = field(properties.Environment, 'Variables');
  const found = Object.entries(isMap(variables) ? variables : {}).find(
    ([key, value]) => name.test(key) && typeof value === 'string' && ADDRESS.test(value),
  );
  return found === undefined ? null : String(found[1]);
}

function sends({ name, stack }: Found, role: string, from: string, to: string, place: Place): ServiceCall {
  const identity = `arn:${place.partition}:ses:${stack.region}:${place.accountId}:identity`;
  const request = asRole(place, role, 'ses:SendEmail', `${identity}/${from}`, {
    ...{ 'ses:FromAddress': from, 'ses:Recipients': [to] },
  });
  return {
    use: `${name} mails ${to}`,
    page: 'https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html',
    request,
    attacks: [
      instead(request, 'from another address', { 'ses:FromAddress': OTHER }),
      instead(request, 'to another address', { 'ses:Recipients': [OTHER] }),
      instead(request, 'to another address, too', { 'ses:Recipients': [to, OTHER] }),
      instead(request, 'to addresses that are not told', { 'ses:Recipients': null }),
    ],
  };
}
