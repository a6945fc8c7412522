import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

// Leads the calls of a process that go to AWS_ENDPOINT_URL through THROUGH_PROXY. Their signatures, of which the Host
// header is a part, stay as they are.
const target = new URL(process.env.AWS_ENDPOINT_URL);
const proxy = new URL(process.env.THROUGH_PROXY);
const { request } = http;

http.request = (options, ...rest) => {
  const isAws = options.port === Number(target.port) || options.port === target.port;
  return request(isAws ? { ...options, host: proxy.hostname, port: proxy.port } : options, ...rest);
};
syncBuiltinESMExports();
