import { info, mask, run } from '../toolkit/commands.ts';
import { exportVariable, setOutput } from '../toolkit/files.ts';
import { flag, input, requiredInput, wholeNumber } from '../toolkit/inputs.ts';
import { idToken } from './id-token.ts';
import { accountOf, assume, client, type Given } from './sts.ts';
import { clear, exportRegion } from './variables.ts';

interface Inputs {
  role: string;
  region: string;
  session: string;
  seconds: number;
  accounts: string[];
  masksAccount: boolean;
  outputs: boolean;
}

function inputs(): Inputs {
  const region = requiredInput('aws-region');
  if (!/^[a-z0-9-]+$/.test(region)) throw new Error(`Region is not valid: ${region}`);
  const role = requiredInput('role-to-assume');
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+/.test(role))
    throw new Error(`role-to-assume must be the ARN of a role, not '${role}'`);
  return {
    ...{ role, region },
    session: input('role-session-name') || 'GitHubActions',
    seconds: wholeNumber('role-duration-seconds', 900, 43_200) ?? 3600,
    accounts: input('allowed-account-ids')
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
    masksAccount: flag('mask-aws-account-id'),
    outputs: flag('output-credentials'),
  };
}

run(async () => {
  const { role, region, session, seconds, accounts, masksAccount, outputs } = inputs();
  if (flag('unset-current-credentials')) clear();
  exportRegion(region);
  const token = await idToken(input('audience') || 'sts.amazonaws.com');
  info('Assuming role with OIDC');
  const given = await assume(client(region), { role, session, seconds, token });
  for (const secret of [given.keyId, given.secret, given.session]) mask(secret);
  const account = await accountOf(client(region, given));
  if (masksAccount) mask(account);
  if (accounts.length > 0 && !accounts.includes(account)) {
    const expected = accounts.join(', ');
    throw new Error(
      `The account ID of the provided credentials (${account}) does not match any of the expected account IDs: ${expected}`,
    );
  }
  hand(given, outputs);
  setOutput('aws-account-id', account);
});

/** Only when all is as it should be: a step that failed leaves no credentials behind. */
function hand({ keyId, secret, session, expires }: Given, outputs: boolean): void {
  exportVariable('AWS_ACCESS_KEY_ID', keyId);
  exportVariable('AWS_SECRET_ACCESS_KEY', secret);
  exportVariable('AWS_SESSION_TOKEN', session);
  if (!outputs) return;
  setOutput('aws-access-key-id', keyId);
  setOutput('aws-secret-access-key', secret);
  setOutput('aws-session-token', session);
  setOutput('aws-expiration', expires?.toISOString() ?? '');
}
