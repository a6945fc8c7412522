import { info, mask } from '../toolkit/commands.ts';
import { call, jsonOf, saidBy } from '../toolkit/http.ts';

const NAME = 'the OIDC endpoint';

/** The token by which the job proves what it is. */
export async function idToken(audience: string): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret = '' } = process.env;
  if (url === '' || secret === '') {
    info(
      'It looks like you might be trying to authenticate with OIDC. Did you mean to set the `id-token` permission? ' +
        'If you are not trying to authenticate with OIDC and the action is working successfully, you can ignore this message.',
    );
    throw new Error(
      'Credentials could not be loaded, please check your action inputs: Could not load credentials from any providers',
    );
  }
  const asked = `${url}&audience=${encodeURIComponent(audience)}`;
  const response = await call(NAME, asked, {
    headers: { authorization: `bearer ${secret}`, accept: 'application/json' },
  });
  if (!response.ok) throw new Error(`getIDToken call failed: ${await saidBy(response)}`);
  const { value } = await jsonOf(NAME, response);
  if (typeof value !== 'string' || value === '')
    throw new Error('getIDToken call failed: Response json body does not have ID Token field');
  mask(value);
  return value;
}
