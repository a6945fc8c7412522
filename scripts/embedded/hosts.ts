/** A status and the line that goes with it. */
export interface Refusal {
  refuse: number;
  line: string;
}

/** What the front does with a request, going by its Host. */
export type Destination = { host: string } | Refusal;

const AWS_NAME = /^[a-z0-9.-]+\.(amazonaws\.com|cloudfront\.net|localhost)$/;

/**
 * The root key of the embedded AWS needs no secret, and a web page may make its own name resolve to 127.0.0.1. So only
 * names that nobody can point elsewhere are served: loopback with our port, `*.localhost`, and AWS's own.
 */
export function destinationOf(host: string | undefined, port: number, domainName: string | null): Destination {
  const asked = host?.toLowerCase() ?? '';
  const served = { host: host ?? '' }; // as it was sent: signatures cover it
  // CloudFront names an origin without its port. Of browsers only those at port 80 do, and they do not come here.
  if (isAt(asked, '127.0.0.1', port) || asked === '127.0.0.1') return served;
  if (isAt(asked, 'localhost', port)) return distributionAt(domainName);
  if (AWS_NAME.test(asked.replace(/:\d+$/, ''))) return served;
  return { refuse: 421, line: `The embedded AWS answers to http://127.0.0.1:${port} and to the names of AWS.` };
}

/** Whether a Host names our port; port 80 goes without saying in HTTP. */
export function isAt(host: string | undefined, name: string, port: number): boolean {
  return host === `${name}:${port}` || (port === 80 && host === name);
}

function distributionAt(domainName: string | null): Destination {
  if (domainName !== null) return { host: domainName };
  return { refuse: 404, line: 'No CloudFront distribution is deployed here; call AWS at http://127.0.0.1 instead.' };
}
