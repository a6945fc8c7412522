import * as v from 'valibot';
import { UpstreamFailure } from './upstream-failure.ts';

const text = v.pipe(v.string(), v.maxLength(200));

/**
 * The current weather as https://openweathermap.org/current describes it. What is not listed is dropped: only what was
 * checked is stored and shown.
 */
const Weather = v.object({
  coord: v.object({ lon: v.number(), lat: v.number() }),
  weather: v.pipe(
    v.array(v.object({ id: v.number(), main: text, description: text, icon: text })),
    v.minLength(1),
    v.maxLength(20),
  ),
  main: v.object({
    temp: v.number(),
    feels_like: v.number(),
    pressure: v.number(),
    humidity: v.pipe(v.number(), v.minValue(0), v.maxValue(100)),
  }),
  visibility: v.optional(v.number()),
  wind: v.optional(v.object({ speed: v.number(), deg: v.optional(v.number()) })),
  clouds: v.optional(v.object({ all: v.number() })),
  dt: v.pipe(v.number(), v.integer()),
  sys: v.object({ country: v.optional(text), sunrise: v.optional(v.number()), sunset: v.optional(v.number()) }),
  timezone: v.number(),
  id: v.number(),
  name: text,
});

export type Weather = v.InferOutput<typeof Weather>;

/** @throws UpstreamFailure naming the first field that is wrong, never its value */
export function parseWeather(body: string): Weather {
  const parsed = v.safeParse(Weather, parseJson(body));
  if (parsed.success) return parsed.output;
  const field = v.getDotPath(parsed.issues[0]) ?? 'the answer';
  throw new UpstreamFailure('schema', `${field} is not what its schema says`);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new UpstreamFailure('not-json', 'its answer is not JSON');
  }
}
