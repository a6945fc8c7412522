/** Where the fixture's API and site are on the embedded AWS. */
const API = '/_aws/execute-api/${Api}/prod';

/**
 * An API that wants a key, the key of a secret, and a distribution that adds it. `front` is the embedded AWS's port.
 * @param more at the end of the resources
 */
export function keyedTemplate(front: string, more = ''): string {
  return `Parameters:
  ApiKeyVersion: {Type: String, Default: '', AllowedPattern: '^([\\w-]{32,64})?$'}
  KeyName: {Type: String, Default: key}
  FrontPort: {Type: Number, Default: ${front}}
Conditions:
  HasApiKeyVersion: !Not [!Equals [!Ref ApiKeyVersion, '']]
Resources:
  ApiKeySecret:
    Type: AWS::SecretsManager::Secret
    Metadata: {Stackwarden: {VersionParameter: ApiKeyVersion}}
    Properties:
      GenerateSecretString: {PasswordLength: 40, ExcludePunctuation: true}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: !Ref KeyName, ApiKeySourceType: HEADER}
  Hello:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      ApiKeyRequired: true
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        RequestTemplates: {application/json: '{"statusCode": 200}'}
        IntegrationResponses: [{StatusCode: '200', ResponseTemplates: {application/json: '{"hello": "you"}'}}]
      MethodResponses: [{StatusCode: '200'}]
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Hello
    Properties: {RestApiId: !Ref Api}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: prod}
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties:
      Name: !If [HasApiKeyVersion, !Sub '\${KeyName}-\${ApiKeyVersion}', !Ref KeyName]
      Enabled: true
      Value: !If
        - HasApiKeyVersion
        - !Sub '{{resolve:secretsmanager:\${ApiKeySecret}:SecretString:::\${ApiKeyVersion}}}'
        - !Sub '{{resolve:secretsmanager:\${ApiKeySecret}:SecretString}}'
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties: {UsagePlanName: !Ref KeyName, ApiStages: [{ApiId: !Ref Api, Stage: !Ref Stage}]}
  PlanKey:
    Type: AWS::ApiGateway::UsagePlanKey
    Properties: {KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Plan}
  Distribution:
    Type: AWS::CloudFront::Distribution
    # The key is in the plan before anything is called with it.
    DependsOn: PlanKey
    Properties:
      DistributionConfig:
        Enabled: true
        Origins:
          - Id: api
            DomainName: 127.0.0.1
            OriginPath: !Sub ${API}
            CustomOriginConfig: {HTTPPort: !Ref FrontPort, OriginProtocolPolicy: http-only}
            OriginCustomHeaders:
              - HeaderName: x-api-key
                HeaderValue: !If
                  - HasApiKeyVersion
                  - !Sub '{{resolve:secretsmanager:\${ApiKeySecret}:SecretString:::\${ApiKeyVersion}}}'
                  - !Sub '{{resolve:secretsmanager:\${ApiKeySecret}:SecretString}}'
        DefaultCacheBehavior:
          TargetOriginId: api
          ViewerProtocolPolicy: https-only
          # CachingDisabled
          CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
${more}Outputs:
  ApiId: {Value: !Ref Api}
  DistributionDomain: {Value: !GetAtt Distribution.DomainName}
`;
}
