import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { documentAnswer, failureAnswer } from './answer.ts';
import { apiKey, refuseEcho } from './api-key.ts';
import { isFresh, KEY, readDocument, type StoredDocument, storeDocument } from './document.ts';
import { fetchWeather } from './fetch-weather.ts';
import { readSettings, type Settings } from './settings.ts';
import { UpstreamFailure } from './upstream-failure.ts';
import { checkedUrl, shownUrl, withKey } from './url.ts';

/** API Gateway's event has a method; whatever else somebody invokes the function with does not, and may be `null`. */
type BridgeEvent = Partial<Pick<APIGatewayProxyEvent, 'httpMethod'>> | null;

/** What stays for storing the document and answering, after the last attempt. */
const RESERVE_MS = 2_000;

const logger = new Logger({ serviceName: 'data-bridge' });
const s3 = new S3Client();

/** The last failure, remembered by this instance so that callers cannot burn the quota while the API is down. */
let failed: { at: number; error: UpstreamFailure } | null = null;

/** GET /data shows the stored document, fetched anew when it is old; any other invocation fetches at once. */
export async function handler(
  event: BridgeEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<APIGatewayProxyResult | StoredDocument> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  if (event?.httpMethod === undefined) return refresh(readSettings(), deadline);
  try {
    return documentAnswer(await currentDocument(readSettings(), deadline));
  } catch (error) {
    logger.error('no document to show', error as Error);
    return failureAnswer(error);
  }
}

async function currentDocument(settings: Settings, deadline: number): Promise<StoredDocument> {
  const stored = await readDocument(s3, settings.bucket);
  if (stored !== null && isFresh(stored, settings.freshSeconds)) {
    logger.info('served the stored document', { versionId: stored.versionId });
    return stored;
  }
  if (failed !== null && Date.now() - failed.at < settings.failurePauseSeconds * 1000) throw failed.error;
  return refresh(settings, deadline);
}

async function refresh(settings: Settings, deadline: number): Promise<StoredDocument> {
  const url = checkedUrl(settings);
  const key = await apiKey(settings.keySecretArn);
  const source = shownUrl(url, settings.keyParameter);
  try {
    const data = await fetchWeather(withKey(url, settings.keyParameter, key), { deadline, ...settings });
    refuseEcho(data, key);
    const stored = await storeDocument(s3, settings.bucket, data, source);
    failed = null;
    logger.info('stored a new document', { bucket: settings.bucket, key: KEY, versionId: stored.versionId });
    return stored;
  } catch (error) {
    if (error instanceof UpstreamFailure) failed = { at: Date.now(), error };
    throw error;
  }
}
