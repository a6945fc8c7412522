import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** Stands in for the weather API: answers in the shape of https://openweathermap.org/current, or fails as told. */
export interface WeatherStandIn {
  listener: RequestListener;
  /** From the next request on, until told otherwise. */
  behave(mode: WeatherMode): void;
  /** Every request so far, oldest first. */
  requests(): WeatherRequest[];
}

interface WeatherRequest {
  /** Below the stand-in, as in `/data/2.5/weather`. */
  path: string;
  city: string | null;
  /** The key as the API takes it, in the query parameter `appid`. */
  key: string | null;
}

type Answer = (response: ServerResponse, request: IncomingMessage, count: number) => void;

const MODES = {
  good: (response, _request, count) => json(response, 200, weather(count)),
  silent: () => {},
  trickling: (response) => trickle(response),
  'server-error': (response) => json(response, 500, { cod: 500, message: 'out of order, see db-7.internal' }),
  'not-found': (response) => json(response, 404, { cod: '404', message: 'city not found' }),
  'quota-used-up': (response) => json(response, 429, { cod: 429, message: 'your account is blocked' }),
  'not-json': (response) => response.end('<html>maintenance</html>'),
  'wrong-schema': (response, _request, count) => json(response, 200, { ...weather(count), main: { temp: 'warm' } }),
  'too-large': (response, _request, count) => json(response, 200, { ...weather(count), base: 'x'.repeat(1_000_001) }),
  'too-large-in-pieces': (response) => pieces(response, 1_000_001),
  redirect: (response, request) => response.writeHead(302, { location: elsewhere(request) }).end(),
  reset: (_response, request) => request.socket.destroy(),
  echo: (response, request, count) => json(response, 200, { ...weather(count), name: seen(request).key ?? '' }),
} as const satisfies Record<string, Answer>;

export type WeatherMode = keyof typeof MODES;

export function weatherStandIn(): WeatherStandIn {
  const requests: WeatherRequest[] = [];
  let mode: WeatherMode = 'good';
  return {
    listener: (request, response) => {
      requests.push(seen(request));
      MODES[mode](response, request, requests.length);
    },
    behave: (wanted) => {
      mode = wanted;
    },
    requests: () => [...requests],
  };
}

function seen({ url = '' }: IncomingMessage): WeatherRequest {
  const { pathname, searchParams } = new URL(url.replace(/^\/_stand-in\/[\w-]+/, ''), 'http://127.0.0.1');
  return { path: pathname, city: searchParams.get('q'), key: searchParams.get('appid') };
}

/** Leads back here, so that whoever follows is seen. */
function elsewhere({ headers }: IncomingMessage): string {
  return `http://${headers.host}/_stand-in/weather/elsewhere`;
}

/** Each answer differs, as weather does. */
function weather(count: number) {
  return {
    coord: { lon: 139.69, lat: 35.69 },
    weather: [{ id: 802, main: 'Clouds', description: 'scattered clouds', icon: '03d' }],
    base: 'stations',
    main: { temp: 18 + (count % 100) / 10, feels_like: 17.5, temp_min: 16, temp_max: 21, pressure: 1016, humidity: 52 },
    visibility: 10000,
    wind: { speed: 3.6, deg: 140 },
    clouds: { all: 40 },
    dt: 1_750_000_000 + count,
    sys: { type: 2, id: 1, country: 'JP', sunrise: 1_749_930_000, sunset: 1_749_982_000 },
    timezone: 32400,
    id: 1850144,
    name: 'Tokyo',
    cod: 200,
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length }).end(text);
}

function trickle(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}

/** Without a content-length, so that only counting shows how long it gets. */
function pieces(response: ServerResponse, length: number): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  for (let rest = length; rest > 0; rest -= 50_000) response.write(' '.repeat(Math.min(rest, 50_000)));
  response.end();
}
