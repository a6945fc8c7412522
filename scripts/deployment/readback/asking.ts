import { accessAdvice } from '../../aws/access-advice.ts';
import { type AwsFailure, awsFailure, describeFailure, isAccessDenied, isThrottled } from '../../aws/errors.ts';
import { plain } from '../../cli/plain.ts';

/** What AWS answered; null: it did not, and a note says so. */
export type Answer<T> = { value: T } | null;

/** Asks AWS, and keeps in one note what it would not tell. */
export interface Asking {
  /**
   * @param action as IAM writes it
   * @param subject what is asked about, for the note; null for calls that are about nothing in particular
   */
  ask<T>(action: string, subject: string | null, call: () => Promise<T>): Promise<Answer<T>>;
  note(text: string): void;
  /** A note on what could not be compared: until it can, nobody knows whether it differs. */
  open(text: string): void;
  /** Whether something is open, or was not answered by a service that has the call. */
  isOpen(): boolean;
  /** Every note once, in the order in which they came up. */
  notes(): string[];
}

interface Trouble {
  action: string;
  why: string;
  subjects: Set<string>;
  /** More of these calls would fail the same way. */
  isFinal: boolean;
  /** The endpoint has no such call, and never will answer it. */
  isUnknown: boolean;
}

/** @param caller the ARN whose rights the calls need */
export function asking(caller: string, endpoint: string | null): Asking {
  const notes: (string | Trouble)[] = [];
  const troubles = new Map<string, Trouble>();
  const closed = new Set<string>();
  let isOpen = false;
  const keep = (error: unknown, action: string, subject: string | null) => {
    const trouble = troubleOf(error, action, subject, caller, endpoint);
    const key = `${action} ${trouble.why}`;
    const known = troubles.get(key) ?? trouble;
    if (subject !== null) known.subjects.add(subject);
    if (trouble.isFinal) closed.add(action);
    if (!trouble.isUnknown) isOpen = true;
    if (!troubles.has(key)) notes.push(known);
    troubles.set(key, known);
  };
  return {
    async ask(action, subject, call) {
      if (closed.has(action)) return null;
      try {
        return { value: await call() };
      } catch (error) {
        keep(error, action, subject);
        return null;
      }
    },
    note: (text) => void notes.push(plain(text)),
    open(text) {
      isOpen = true;
      notes.push(plain(text));
    },
    isOpen: () => isOpen,
    notes: () => [...new Set(notes.map((note) => (typeof note === 'string' ? note : textOf(note))))],
  };
}

/** @throws what is no answer of AWS and no way to it: a bug */
function troubleOf(
  error: unknown,
  action: string,
  subject: string | null,
  caller: string,
  endpoint: string | null,
): Trouble {
  const failure = awsFailure(error);
  if (failure === null) throw error;
  const trouble = { action, subjects: new Set<string>(), isUnknown: false };
  // Without a resource the answer is the same however often it is asked for.
  if (isAccessDenied(error))
    return { ...trouble, why: `${caller} may not call it: allow it ${action}`, isFinal: subject === null };
  if (isThrottled(error)) return { ...trouble, why: 'AWS is asked too often: try again later', isFinal: true };
  if (isUnknownCall(failure))
    return { ...trouble, why: `${endpoint ?? 'this region'} does not know it`, isFinal: true, isUnknown: true };
  const advice = accessAdvice(error, endpoint);
  return { ...trouble, why: advice?.message ?? described(failure), isFinal: advice !== null };
}

/** The call is in the note already, and request ids keep equal failures apart. */
function described(failure: AwsFailure): string {
  return describeFailure({ ...failure, call: null, requestId: null });
}

/** What services, emulators of them and the wrong endpoint answer to a call that they do not have. */
function isUnknownCall({ code, status, message }: AwsFailure): boolean {
  if (/^(UnknownOperationException|InvalidAction|UnknownOperation|NotImplemented|UnsupportedOperation)$/.test(code))
    return true;
  if (status === 501 || status === 405) return true;
  return /^(Unknown|UnreadableAnswer)/.test(code) && /HTTP (404|400)/.test(message);
}

const SHOWN = 3;

function textOf({ action, why, subjects }: Trouble): string {
  const all = [...subjects];
  const more = all.length > SHOWN ? ` and ${all.length - SHOWN} more` : '';
  const about = all.length > 0 ? ` for ${all.slice(0, SHOWN).join(', ')}${more}` : '';
  return plain(`${action} was not answered${about}: ${why}`);
}
