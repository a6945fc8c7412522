/** Calls a service; a service that cannot be reached is told by its name, not as `fetch failed`. */
export async function call(name: string, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw new Error(`${name} cannot be reached: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  const { code, message: inner } = (cause ?? {}) as { code?: string; message?: string };
  return code ?? inner ?? message;
}

/** What an answer says of itself, for a line of an error. */
export async function saidBy(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  try {
    const { message, msg } = JSON.parse(text) as { message?: unknown; msg?: unknown };
    return `(${response.status}) ${String(message ?? msg ?? text)}`;
  } catch {
    return `(${response.status}) ${text.slice(0, 500) || response.statusText}`;
  }
}

/** @throws Error when an answer is no JSON object */
export async function jsonOf(name: string, response: Response): Promise<Record<string, unknown>> {
  const value: unknown = await response.json().catch(() => null);
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new Error(`${name} answers with what is no JSON`);
}
