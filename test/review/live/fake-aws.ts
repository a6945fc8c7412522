import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { type LiveClients, liveClients } from '../../../scripts/deployment/readback/clients.ts';

export const ACCOUNT = '111122223333';
export const CALLER = `arn:aws:sts::${ACCOUNT}:assumed-role/review/ci`;

/** What a call carries: a JSON body, or the fields of a form. */
export type Input = Record<string, string>;

/** An answer's body: an object for JSON protocols, XML for query ones. */
export type Answer = object | string | Refusal;

interface Refusal {
  status: number;
  code: string;
  message?: string;
}

export interface FakeAws {
  endpoint: string;
  clients: LiveClients;
  /** The calls that came in, each with its input. */
  calls: { call: string; input: Input }[];
}

/** By call, such as `/policy/validation` of Access Analyzer or `GetRole` of IAM. */
export type Handlers = Record<string, (input: Input, before: number) => Answer>;

/** A server that answers in the protocols of AWS: REST with JSON, and queries with XML. */
export async function fakeAws(t: TestContext, handlers: Handlers): Promise<FakeAws> {
  const calls: FakeAws['calls'] = [];
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
    const input: Input = isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body || '{}');
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://fake');
    Object.assign(input, Object.fromEntries(searchParams));
    const call = isForm ? (input.Action ?? '') : pathname;
    const before = calls.filter((one) => one.call === call).length;
    calls.push({ call, input });
    const { status, type, text } = written(call, handlers[call]?.(input, before) ?? UNKNOWN, isForm === true);
    response.writeHead(status, { 'content-type': type }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
  return { endpoint, calls, clients: liveClients({ region: 'eu-west-1', endpoint, credentials }) };
}

const UNKNOWN: Refusal = { status: 404, code: 'UnknownOperationException' };

function written(call: string, answer: Answer, isForm: boolean): { status: number; type: string; text: string } {
  if (typeof answer === 'string') {
    const text = `<${call}Response><${call}Result>${answer}</${call}Result></${call}Response>`;
    return { status: 200, type: 'text/xml', text };
  }
  const { status, code, message = code } = answer as Refusal;
  if (code === undefined) return { status: 200, type: 'application/json', text: JSON.stringify(answer) };
  return isForm
    ? {
        status,
        type: 'text/xml',
        text: `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
      }
    : { status, type: 'application/json', text: JSON.stringify({ __type: code, message }) };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

export const identity = () => `<Arn>${CALLER}</Arn><UserId>AROAEXAMPLE:ci</UserId><Account>${ACCOUNT}</Account>`;
