import type { Failure } from './failure.ts';

const GUIDE = 'https://docs.aws.amazon.com/lambda/latest/dg';

export const FUNCTION_FAILURES: readonly Failure[] = [
  {
    id: 'role-not-assumable',
    matches: [/role defined for the function cannot be assumed by Lambda/i],
    title: 'Lambda cannot take on the role of the function',
    why: 'The role does not trust lambda.amazonaws.com, or it was made a moment ago and is not known everywhere yet.',
    fix: 'include policies/lambda-trust.json in the role; if it is there, deploy again',
    source: `${GUIDE}/lambda-intro-execution-role.html`,
  },
  {
    id: 'event-source-permission',
    matches: [
      /Cannot access stream (?<name>\S+)/i,
      /function execution role does not have permissions to call (?<name>\S+) on/i,
      /Please ensure the role can perform the (?<name>[\w, :]+) Actions?/i,
    ],
    title: 'The role of the function may not read its event source',
    why: 'Lambda polls streams and queues with the role of the function.',
    fix: 'allow {name} on the stream or queue in the policy of the role below policies/',
    source: `${GUIDE}/invocation-eventsourcemapping.html`,
  },
  {
    id: 'concurrency-minimum',
    matches: [/ReservedConcurrentExecutions.*below its minimum value/i],
    title: 'The account has too little concurrency left to reserve some',
    why: 'At least 100 (in new accounts: 10) have to stay for functions that reserve none.',
    fix: 'ask for a higher quota of concurrent executions (Service Quotas, AWS Lambda), or reserve less',
    source: `${GUIDE}/configuration-concurrency.html`,
  },
  {
    id: 'function-throttled',
    matches: [
      /Rate Exceeded.*(Lambda|function)/i,
      /ReservedFunctionConcurrentInvocationLimitExceeded/,
      /ConcurrentInvocationLimitExceeded/,
    ],
    title: 'The function is called more often than it may run',
    why: 'Its reserved concurrency or that of the account is used up.',
    fix: 'let the caller try again with growing pauses; raise the reserved concurrency of the function or the quota of the account',
    source: `${GUIDE}/lambda-concurrency.html`,
  },
  {
    id: 'code-too-large',
    matches: [
      /Unzipped size must be smaller than (?<name>\d+) bytes/i,
      /Request must be smaller than \d+ bytes for the (CreateFunction|UpdateFunctionCode)/i,
    ],
    title: 'The code of the function is too large',
    why: 'Lambda takes 50 MB zipped and 250 MB unzipped.',
    fix: 'import only what the function needs, so that the bundle leaves out the rest',
    source: `${GUIDE}/gettingstarted-limits.html`,
  },
  {
    id: 'handler-missing',
    matches: [/Runtime\.(HandlerNotFound|ImportModuleError|MalformedHandlerName)/, /Cannot find module 'index'/],
    title: 'Lambda does not find the handler',
    why: 'Handler names a file or an export that the bundle does not have.',
    fix: 'the bundle is index.mjs: Handler: index.handler, and handler.ts exports handler',
    source: `${GUIDE}/nodejs-handler.html`,
  },
  {
    id: 'runtime-unsupported',
    matches: [
      /The runtime parameter of (?<name>[\w.]+) is no longer supported/i,
      /Value '?(?<name>[\w.]+)'? at 'runtime' failed to satisfy constraint/i,
    ],
    title: 'The runtime is out of support',
    why: 'Functions can neither be made nor changed with it.',
    fix: 'use the runtime that the other functions use; {name} is gone',
    source: `${GUIDE}/lambda-runtimes.html`,
  },
  {
    id: 'function-timeout',
    matches: [/Task timed out after (?<name>[\d.]+) seconds/i, /Sandbox\.Timedout/],
    title: 'The function ran out of time',
    why: 'It waited for something, or has too little memory, which is also its share of a processor.',
    fix: 'look at what it waited for in its log; give calls a timeout below that of the function',
    source: `${GUIDE}/configuration-timeout.html`,
  },
];
