import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomSecret, recipeOf } from '../../scripts/rotate-key/random-secret.ts';
import { parseTemplate } from '../../scripts/template/source.ts';
import { mistakeOf } from '../template/fixture.ts';

function template(options: string) {
  const text = `Resources:\n  Key:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      ${options}\n`;
  return parseTemplate(text, 'templates/app.yaml');
}

const madeBy = (options: string) => randomSecret(recipeOf(template(`GenerateSecretString: ${options}`), 'Key'));

const RECIPES: [options: string, pattern: RegExp][] = [
  ['{PasswordLength: 40, ExcludePunctuation: true}', /^[A-Za-z0-9]{40}$/],
  ["{PasswordLength: '16', ExcludePunctuation: 'true', ExcludeUppercase: true}", /^[a-z0-9]{16}$/],
  ['{ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true}', /^\d{32}$/],
  ['{ExcludeNumbers: true, ExcludePunctuation: false}', /^[^\d\s]{32}$/],
  ['{PasswordLength: 60, ExcludePunctuation: true, ExcludeCharacters: 0123456789abc}', /^[A-Zd-z]{60}$/],
  ['{}', /^[!-~]{32}$/],
];

for (const [options, pattern] of RECIPES) {
  test(`a value of ${options}`, () => {
    const values = Array.from({ length: 200 }, () => madeBy(options));
    assert.deepEqual(
      values.filter((value) => !pattern.test(value)),
      [],
    );
    assert.equal(new Set(values).size, values.length);
  });
}

test('each kind is in each value, and each character is as likely as the others', () => {
  const options = '{PasswordLength: 40, ExcludePunctuation: true}';
  const values = Array.from({ length: 2_000 }, () => madeBy(options));
  assert.ok(values.every((value) => /[A-Z]/.test(value) && /[a-z]/.test(value) && /\d/.test(value)));
  const counts = new Map<string, number>();
  for (const character of values.join('')) counts.set(character, (counts.get(character) ?? 0) + 1);
  assert.equal(counts.size, 62);
  // 80,000 draws of 62: about 1,290 each, with a deviation of 36. Bias by a byte's remainder would give 8 of them 1,600.
  for (const [character, count] of counts) assert.ok(count > 1_080 && count < 1_500, `${character}: ${count}`);
});

const MISTAKES: [what: string, options: string, said: RegExp][] = [
  ['no recipe', 'SecretString: a', /^templates\/app\.yaml:4:5: Key has no GenerateSecretString: add it/],
  ['JSON around it', 'GenerateSecretString: {GenerateStringKey: a}', /:5:30: GenerateStringKey is not known here/],
  [
    'a length that depends',
    'GenerateSecretString: {PasswordLength: !Ref Length}',
    /PasswordLength takes a number from 16/,
  ],
  [
    'too short',
    'GenerateSecretString: {PasswordLength: 8}',
    /^templates\/app\.yaml:5:46: PasswordLength takes a number/,
  ],
  ['too long', 'GenerateSecretString: {PasswordLength: 4097}', /PasswordLength takes a number from 16 to 4096/],
  ['a flag that depends', 'GenerateSecretString: {ExcludeNumbers: !Ref Yes}', /ExcludeNumbers takes true or false/],
  [
    'a length with a value of its own',
    'GenerateSecretString: {PasswordLength: {valueOf: 1}}',
    /PasswordLength takes a number/,
  ],
  ['characters that depend', 'GenerateSecretString: {ExcludeCharacters: !Ref A}', /ExcludeCharacters takes text/],
  [
    'nothing left',
    'GenerateSecretString: {ExcludeNumbers: true, ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true}',
    /nothing is left to make a value of/,
  ],
];

for (const [what, options, said] of MISTAKES) {
  test(`mistake: ${what}`, async () => {
    assert.match(await mistakeOf(() => recipeOf(template(options), 'Key')), said);
  });
}
