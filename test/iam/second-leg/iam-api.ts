import type { EmbeddedAws } from '../../../scripts/embedded/start.ts';
import type { Decision } from '../../../scripts/iam/decide/evaluate.ts';

export type Parameters = Record<string, string | string[]>;

/** Calls the IAM Query API as an account's root and answers with the XML. */
export type IamApi = (action: string, parameters: Parameters) => Promise<string>;

export function iamApi(aws: EmbeddedAws, account = aws.accountId): IamApi {
  // The root's requests are taken without a look at their signature.
  const authorization = `AWS4-HMAC-SHA256 Credential=${account}/20260101/${aws.region}/iam/aws4_request, SignedHeaders=host, Signature=0`;
  return async (action, parameters) => {
    const body = new URLSearchParams({ Action: action, Version: '2010-05-08', ...flat(parameters) });
    const response = await fetch(aws.endpoint, { method: 'POST', headers: { authorization }, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${action}: ${response.status} ${text}`);
    return text;
  };
}

function flat(parameters: Parameters): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : value.map((item, index) => [`${name}.member.${index + 1}`, item]),
    ),
  );
}

/** The texts of an element, in the order of the answer. */
export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => text);
}

/** The text of an element that must be there. */
export function element(xml: string, name: string): string {
  const [found] = elements(xml, name);
  if (found === undefined) throw new Error(`no ${name} in ${xml}`);
  return found;
}

const DECISIONS: Record<string, Decision> = {
  allowed: 'Allowed',
  explicitDeny: 'ExplicitlyDenied',
  implicitDeny: 'ImplicitlyDenied',
};

/** What the embedded AWS's policy simulator decides: for each resource, of each action. */
export async function simulate(
  iam: IamApi,
  policies: object[],
  actions: string[],
  resources: string[],
  more: Parameters = {},
): Promise<Decision[]> {
  const xml = await iam('SimulateCustomPolicy', {
    PolicyInputList: policies.map((policy) => JSON.stringify(policy)),
    ActionNames: actions,
    ResourceArns: resources,
    ...more,
  });
  return elements(xml, 'EvalDecision').map((found) => {
    const decision = DECISIONS[found];
    if (decision === undefined) throw new Error(`the simulator says ${found}`);
    return decision;
  });
}
