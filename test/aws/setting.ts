import { fakeCloudFormation } from './fake-cloudformation.ts';
import type { FakeCloudFormation, FakeOptions } from './fake-state.ts';

export interface Setting {
  fake: FakeCloudFormation;
  clients: { cloudformation: FakeCloudFormation['client'] };
  signal: AbortSignal;
}

export function setting(options?: FakeOptions): Setting {
  const fake = fakeCloudFormation(options);
  return { fake, clients: { cloudformation: fake.client }, signal: new AbortController().signal };
}

/** A template of plain resources; `Name` decides about replacement. */
export function templateOf(names: Record<string, string>, outputs: Record<string, unknown> = {}): string {
  const entries = Object.entries(names).map(([id, Name]) => [id, { Type: 'Fake::Resource', Properties: { Name } }]);
  return JSON.stringify({ Resources: Object.fromEntries(entries), Outputs: outputs });
}

export function request(name: string, TemplateBody: string, type: 'CREATE' | 'UPDATE' = 'CREATE') {
  return { name, stackName: 'app', type, template: { TemplateBody }, parameters: {}, tags: {} };
}
