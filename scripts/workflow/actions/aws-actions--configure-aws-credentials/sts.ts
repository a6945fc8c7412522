import {
  AssumeRoleWithWebIdentityCommand,
  type Credentials,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';

export interface Asked {
  role: string;
  session: string;
  seconds: number;
  token: string;
}

export interface Given {
  keyId: string;
  secret: string;
  session: string;
  expires: Date | undefined;
}

/** Nothing of the person's own set-up has a say: neither their profiles nor their credentials. */
export function client(region: string, given?: Given): STSClient {
  process.env.AWS_CONFIG_FILE = '/dev/null';
  process.env.AWS_SHARED_CREDENTIALS_FILE = '/dev/null';
  const credentials = given && { accessKeyId: given.keyId, secretAccessKey: given.secret, sessionToken: given.session };
  return new STSClient({ region, ...(credentials ? { credentials } : {}) });
}

export async function assume(sts: STSClient, asked: Asked): Promise<Given> {
  const command = new AssumeRoleWithWebIdentityCommand({
    RoleArn: asked.role,
    RoleSessionName: asked.session,
    DurationSeconds: asked.seconds,
    WebIdentityToken: asked.token,
  });
  const { Credentials: credentials } = await sts.send(command).catch((error: Error) => {
    throw new Error(`Could not assume role with OIDC: ${error.message || error.name}`);
  });
  return checked(credentials);
}

function checked(credentials: Credentials | undefined): Given {
  const { AccessKeyId: keyId, SecretAccessKey: secret, SessionToken: session, Expiration: expires } = credentials ?? {};
  if (keyId && secret && session) return { keyId, secret, session, expires };
  throw new Error('Could not assume role with OIDC: STS answered without credentials');
}

/** The account that credentials are of. */
export async function accountOf(sts: STSClient): Promise<string> {
  const { Account: account } = await sts.send(new GetCallerIdentityCommand({})).catch((error: Error) => {
    throw new Error(`The credentials that STS gave are refused: ${error.message || error.name}`);
  });
  if (account) return account;
  throw new Error('Could not get Account ID from STS. Did you set credentials?');
}
