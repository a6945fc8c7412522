import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';

export const ROLE = 'arn:aws:iam::482913740516:role/deploy';
export const KEYS = { id: 'ASIAEXAMPLEEXAMPLE00', secret: 'secret/of+the+role', session: 'session-of-the-role' };

export interface Sts {
  url: string;
  /** The parameters of each call, with who signed it. */
  calls: Record<string, string>[];
}

function xml(action: string, inner: string): string {
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${inner}</${action}Result></${action}Response>`;
}

export const CREDENTIALS = `<Credentials><AccessKeyId>${KEYS.id}</AccessKeyId><SecretAccessKey>${KEYS.secret}</SecretAccessKey><SessionToken>${KEYS.session}</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials>`;
const ANSWERS: Record<string, string> = {
  AssumeRoleWithWebIdentity: CREDENTIALS,
  GetCallerIdentity: `<Account>482913740516</Account><Arn>${ROLE}</Arn><UserId>x</UserId>`,
};

/** An STS that gives credentials to whom names its audience; `refused` says why it does not, by the call. */
export async function sts(t: TestContext, refused: Record<string, string> = {}, answers = ANSWERS): Promise<Sts> {
  const calls: Record<string, string>[] = [];
  const server = createServer(async (request, response) => {
    const asked = Object.fromEntries(new URLSearchParams(await text(request)));
    calls.push({ ...asked, signed: request.headers.authorization ?? '' });
    const { Action: action = '' } = asked;
    const why = refused[action];
    response.writeHead(why === undefined ? 200 : 403, { 'content-type': 'text/xml' });
    const error = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${why}</Message></Error></ErrorResponse>`;
    response.end(why === undefined ? xml(action, answers[action] ?? '') : error);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, calls };
}
