import { called } from '../cli/called.ts';
import type { EmbeddedAws } from '../embedded/start.ts';

export interface GuideOptions extends Pick<EmbeddedAws, 'endpoint' | 'region' | 'credentials'> {
  /** Where a browser finds what was deployed; null when that is no site. */
  site: string | null;
  /** How to sign in there, indented below the address. */
  signIn: readonly string[];
  /** What was deployed. */
  stacks: readonly string[];
}

const LAB = [
  '  aws lambda invoke --function-name lab-function --cli-binary-format raw-in-base64-out \\',
  '    --payload file://functions/lab-function/events/test-item.json /dev/stdout',
];

/** What a person can do while the embedded AWS is up. The keys open nothing but it: it listens on 127.0.0.1 only. */
export function guide({ endpoint, region, credentials, site, signIn, stacks }: GuideOptions): string[] {
  return [
    '',
    ...(site === null ? [] : [`The site: ${site}`]),
    ...signIn,
    ...(site === null && signIn.length === 0 ? [] : ['']),
    'Call it with the AWS CLI, an SDK or this repository’s commands, from another terminal:',
    `  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region}`,
    `  export AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
    `  ${called('deploy')} --environment local`,
    ...(stacks.includes('lab') ? LAB : []),
    '',
    'Ctrl-C stops it; the next start finds the account as you left it.',
  ];
}
