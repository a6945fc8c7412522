import { textsAt } from '../../access/stated/statements.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const functionUrlWithoutAuth: Rule = {
  id: 'function-url-without-auth',
  code: null,
  severity: 'warning',
  summary: "A function's URL that anyone can call",
  why: 'With AuthType NONE Lambda asks nobody who calls; the code has to (AWS Lambda Developer Guide, "Control access to Lambda function URLs").',
  check: eachResource(['AWS::Lambda::Url', 'AWS::Serverless::Function'], ({ type, properties }) => {
    const { FunctionUrlConfig: ofFunction } = properties;
    const isUrl = type === 'AWS::Lambda::Url';
    const auth = isUrl ? properties.AuthType : isMap(ofFunction) ? ofFunction.AuthType : undefined;
    return textsAt(auth, isUrl ? ['AuthType'] : ['FunctionUrlConfig', 'AuthType'])
      .filter(({ text }) => text === 'NONE')
      .map(({ path }) => ({ path, message: 'anyone can call the URL', fix: 'AuthType: AWS_IAM' }));
  }),
};
