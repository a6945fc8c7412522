import { allow, document } from './engine.ts';

const ACTIONS = ['*', 's3:*', 's3:Get*', 'S3:getobject', 's3:?etObject', 's3:Put*', ['s3:List*', 's3:*Object']];
const RESOURCES = ['*', 'arn:aws:s3:::*', 'arn:aws:s3:::bucket/*', 'arn:aws:s3:::b*t/?', 'arn:aws:s3:::BUCKET/*'];

interface ElementsCase {
  title: string;
  policy: object;
}

/** Every pairing of Action or NotAction with Resource or NotResource, as Allow alone and as Deny beside an Allow. */
export function elementsCases(): ElementsCase[] {
  const actions = ['Action', 'NotAction'].flatMap((name) => ACTIONS.map((patterns) => ({ [name]: patterns })));
  const resources = ['Resource', 'NotResource'].flatMap((name) => RESOURCES.map((patterns) => ({ [name]: patterns })));
  const statements = actions.flatMap((action) => resources.map((resource) => ({ ...action, ...resource })));
  return statements.flatMap((statement) => [
    { title: `Allow ${JSON.stringify(statement)}`, policy: document({ Effect: 'Allow', ...statement }) },
    { title: `Deny ${JSON.stringify(statement)}`, policy: document(allow(), { Effect: 'Deny', ...statement }) },
  ]);
}
