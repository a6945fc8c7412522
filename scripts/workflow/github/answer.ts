/** What the stand-in answers, before it becomes bytes. */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
}

export function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, body, headers };
}

/** An error in the form that GitHub calls `basic-error`. */
export function failed(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const documentation = 'https://docs.github.com/rest';
  return answer(status, { message, documentation_url: documentation, status: String(status) }, headers);
}

export const NOT_FOUND = failed(404, 'Not Found');

/** A value that GitHub does not take. */
export interface Invalid {
  resource: string;
  field: string;
  code: 'missing_field' | 'invalid' | 'unprocessable';
  message?: string;
}

export function validationFailed(...errors: Invalid[]): Answer {
  const documentation = 'https://docs.github.com/rest';
  return answer(422, { message: 'Validation Failed', errors, documentation_url: documentation, status: '422' });
}
