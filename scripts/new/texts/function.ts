/** What a function's resources are called, and what they refer to. */
export interface FunctionNames {
  /** Its folder and its policy. */
  name: string;
  /** First part of its logical ids. */
  id: string;
  /** The parameters that have its name, and that of its role. */
  nameParameter: string;
  roleParameter: string;
}

export interface FunctionTexts extends FunctionNames {
  /** What the role may do, as its description says it. */
  mayDo: string;
  description: string;
  /** Lines of `Variables`. */
  variables: readonly string[];
}

export function nameParameters({ name, id, nameParameter, roleParameter }: FunctionNames): string {
  return `${nameParameter}:
  Type: String
  Default: ${name}
  Description: Name of the function ${name}.
${roleParameter}:
  Type: String
  Default: ${id}Role
  Description: Name of the role that ${name} runs as.
`;
}

export const RETENTION = `LogRetentionDays:
  Type: Number
  Default: 30
  Description: Days that the functions' logs are kept.
`;

export const BOUNDARY = `PermissionsBoundary:
  Type: String
  Default: ''
  Description: Name of the managed policy that bounds the roles, which bootstrap makes; empty for none.
  AllowedPattern: ^[\\w+=,.@-]*$
`;

export const HAS_BOUNDARY = `HasBoundary: !Not [!Equals [!Ref PermissionsBoundary, '']]
`;

/** A role, a log group and a function: one set of resources. */
export function functionResources(texts: FunctionTexts): string {
  return `${role(texts)}
${logs(texts)}
${lambda(texts)}`;
}

function role({ name, id, roleParameter, mayDo }: FunctionTexts): string {
  return `${id}Role:
  Type: AWS::IAM::Role
  Properties:
    RoleName: !Ref ${roleParameter}
    PermissionsBoundary: !If
      - HasBoundary
      - !Sub arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/\${PermissionsBoundary}
      - !Ref AWS::NoValue
    Description: ${name} runs as this role. ${mayDo}
    AssumeRolePolicyDocument:
      Fn::Transform:
        Name: AWS::Include
        Parameters:
          Location: ../policies/lambda-trust.json
    Policies:
      - PolicyName: ${name}
        PolicyDocument:
          Fn::Transform:
            Name: AWS::Include
            Parameters:
              Location: ../policies/${name}.json
`;
}

function logs({ id, nameParameter }: FunctionTexts): string {
  return `${id}Logs:
  Type: AWS::Logs::LogGroup
  DeletionPolicy: Delete
  UpdateReplacePolicy: Delete
  Properties:
    LogGroupName: !Sub /aws/lambda/\${${nameParameter}}
    RetentionInDays: !Ref LogRetentionDays
`;
}

function lambda({ name, id, nameParameter, description, variables }: FunctionTexts): string {
  return `${id}Function:
  Type: AWS::Lambda::Function
  Properties:
    FunctionName: !Ref ${nameParameter}
    Description: ${description}
    Code: ../functions/${name}
    Handler: index.handler
    Runtime: nodejs24.x
    Architectures: [arm64]
    MemorySize: 256
    Timeout: 15
    Role: !GetAtt ${id}Role.Arn
    LoggingConfig:
      LogFormat: JSON
      LogGroup: !Ref ${id}Logs
    Environment:
      Variables:
${[...variables, 'NODE_OPTIONS: --enable-source-maps'].map((line) => `        ${line}\n`).join('')}`;
}
