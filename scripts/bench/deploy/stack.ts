/** A plain stack of five resources; `version` changes two of them, and replaces none. */
export function plainTemplate(version: number): string {
  const queue = (seconds: number) => `Type: AWS::SQS::Queue\n    Properties: {VisibilityTimeout: ${seconds}}`;
  return [
    'Resources:',
    `  First:\n    ${queue(30 + version)}`,
    `  Second:\n    ${queue(60)}`,
    '  Topic:\n    Type: AWS::SNS::Topic',
    '  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties: {RetentionInDays: 30}',
    `  Setting:\n    Type: AWS::SSM::Parameter\n    Properties: {Type: String, Value: v${version}}`,
    '',
  ].join('\n');
}

/** The environment file beside it. */
export function environmentNamed(prefix: string): string {
  return `region: us-east-1\nprefix: ${prefix}\nstacks: {}\n`;
}
