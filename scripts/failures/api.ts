import type { Failure } from './failure.ts';

const GUIDE = 'https://docs.aws.amazon.com/apigateway/latest/developerguide';

export const API_FAILURES: readonly Failure[] = [
  {
    id: 'cors',
    matches: [
      /blocked by CORS policy/i,
      /No 'Access-Control-Allow-Origin' header/i,
      /Cross-Origin Request Blocked/i,
      /Response to preflight request doesn't pass/i,
    ],
    title: 'The browser refuses the answer, as the API does not name the origin of the page',
    why: 'The answer, that of OPTIONS or an error of the gateway itself has no Access-Control-Allow-Origin for this origin. A failure before the function (403, 429, 5xx) looks the same.',
    fix: 'call the API with curl -i to see the real status; add the origin of the page to AllowedOrigins of the stack, and the header to gateway responses',
    source: `${GUIDE}/how-to-cors.html`,
  },
  {
    id: 'api-no-route',
    matches: [/Missing Authentication Token/i],
    title: 'The API has no such path or method',
    why: 'API Gateway says "Missing Authentication Token" of anything that it does not know, mostly a path without its stage.',
    fix: 'compare the address with the output of the stack: https://ID.execute-api.REGION.amazonaws.com/STAGE/PATH; deploy again if the method is new',
    source: `${GUIDE}/amazon-api-gateway-troubleshooting-403.html`,
  },
  {
    id: 'api-key-missing',
    matches: [
      /\{\s*"message"\s*:\s*"Forbidden"\s*\}/,
      /\b403\b.*(api key|x-api-key)/i,
      /^\W*(HTTP\W*)?403( Forbidden)?\W*$/i,
      /INVALID_API_KEY/,
    ],
    title: 'The API refuses the call without a key',
    why: 'The method needs an API key: it is missing, wrong, disabled or in no usage plan of the stage.',
    fix: 'call through the site, which adds the key; a caller of your own sends it as the header x-api-key',
    source: `${GUIDE}/api-gateway-api-key-source.html`,
  },
  {
    id: 'api-throttled',
    matches: [
      /^\W*429\W*$/,
      /\b(HTTP|status|code)\W+429\b/i,
      /\b429\W+Too Many/i,
      /\{\s*"message"\s*:\s*"(Too Many Requests|Limit Exceeded)"\s*\}/,
      /Too ?Many ?Requests(Exception)?/,
    ],
    title: 'Too many calls',
    why: 'Rate, burst or quota of the usage plan or of the stage is used up. "Limit Exceeded" is the quota, "Too Many Requests" the rate.',
    fix: 'let the caller wait and try again with growing pauses; raise RateLimit, BurstLimit or the quota in the environment file if the load is real',
    source: `${GUIDE}/api-gateway-request-throttling.html`,
  },
  {
    id: 'api-logging-role',
    matches: [/CloudWatch Logs role ARN must be set in account settings/i],
    title: 'API Gateway has no role to write its logs with',
    why: 'It is a setting of the account in each region, which a stage with logs needs.',
    fix: 'deploy bootstrap with its API logging role turned on: npm run bootstrap -- --environment NAME',
    source: `${GUIDE}/set-up-logging.html`,
  },
  {
    id: 'api-integration',
    matches: [
      /\{\s*"message"\s*:\s*"Internal server error"\s*\}/i,
      /Execution failed due to configuration error/i,
      /Invalid permissions on Lambda function/i,
    ],
    title: 'The API cannot use what stands behind it',
    why: 'The function failed or gave an answer of the wrong form, or API Gateway may not call it.',
    fix: 'look into the log of the function; it must answer with statusCode and a text as body; the AWS::Lambda::Permission names the API as SourceArn',
    source: `${GUIDE}/handle-errors-in-lambda-integration.html`,
  },
  {
    id: 'ses-unverified',
    matches: [
      /Email address is not verified/i,
      /MessageRejected/,
      /identities failed the check in region (?<region>\S+?): (?<name>.+)/i,
    ],
    title: 'SES does not know the sender (or, in the sandbox, the recipient)',
    why: 'Addresses or their domain have to be verified in this region; a new account is in the sandbox, where that holds for recipients too.',
    fix: 'verify the address or domain: aws ses verify-email-identity --email-address ADDRESS, and ask for production access to leave the sandbox',
    source: 'https://docs.aws.amazon.com/ses/latest/dg/verify-addresses-and-domains.html',
  },
];
