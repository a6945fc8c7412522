import { dirname, join } from 'node:path';

export interface EnvironmentOptions {
  folder: string;
  /** The front, where functions find AWS. */
  endpoint: string;
  region: string;
  /** The root key's secret; S3 checks presigned requests and browser forms with it. */
  rootSecret: string;
}

/**
 * The whole environment of MiniStack. Its functions inherit it, so nothing of the person's own is in it: no credentials,
 * no profile, no proxy, no NODE_OPTIONS.
 */
export function ministackEnvironment(options: EnvironmentOptions): Record<string, string> {
  const { folder } = options;
  return {
    // Functions run with the Node that runs us.
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    HOME: join(folder, 'tmp'),
    TMPDIR: join(folder, 'tmp'),
    LANG: 'C.UTF-8',
    BIND_HOST: '127.0.0.1',
    MINISTACK_REGION: options.region,
    AUTH: 'true',
    AWS_SECRET_ACCESS_KEY: options.rootSecret,
    AWS_ENDPOINT_URL: options.endpoint,
    PERSIST_STATE: '1',
    STATE_DIR: join(folder, 'state'),
    S3_PERSIST: '1',
    S3_DATA_DIR: join(folder, 's3'),
    LOG_LEVEL: 'WARNING',
    // Without a socket to a daemon MiniStack leaves the person's containers alone.
    DOCKER_HOST: `unix://${join(folder, 'tmp', 'no-docker.sock')}`,
    SFTP_ENABLED: '0',
    IOT_MTLS_ENABLED: '0',
  };
}
