/** A type of the Service Authorization Reference. `ArrayOf…`: a request can carry several values, it is multivalued. */
export type WrittenType = ValueType | `ArrayOf${ValueType}`;

/** The condition operators that a key is meant for. */
export type ValueType = 'String' | 'Bool' | 'Numeric' | 'Date' | 'IPAddress' | 'ARN' | 'Binary';

/**
 * The keys of the IAM User Guide's "AWS global condition context keys", which no service lists, in its order. A key with
 * two types is one or the other.
 */
export const GLOBAL_KEYS: Record<string, WrittenType | readonly [ValueType, ValueType]> = {
  'aws:PrincipalArn': 'ARN',
  'aws:PrincipalAccount': 'String',
  'aws:PrincipalOrgPaths': 'ArrayOfString',
  'aws:PrincipalOrgID': 'String',
  'aws:PrincipalTag/${TagKey}': 'String',
  'aws:PrincipalIsAWSService': 'Bool',
  'aws:PrincipalServiceName': 'String',
  'aws:PrincipalServiceNamesList': 'ArrayOfString',
  'aws:PrincipalType': 'String',
  'aws:userid': 'String',
  'aws:username': 'String',

  'aws:AssumedRoot': 'Bool',
  'aws:FederatedProvider': ['String', 'ARN'],
  'aws:TokenIssueTime': 'Date',
  'aws:SignInSessionArn': 'ARN',
  'aws:MultiFactorAuthAge': 'Numeric',
  'aws:MultiFactorAuthPresent': 'Bool',
  'aws:ChatbotSourceArn': 'ARN',
  'aws:Ec2InstanceSourceVpc': 'String',
  'aws:Ec2InstanceSourcePrivateIPv4': 'IPAddress',
  'aws:SourceIdentity': 'String',
  'ec2:RoleDelivery': 'Numeric',
  'ec2:SourceInstanceARN': 'ARN',
  'glue:RoleAssumedBy': 'String',
  'glue:CredentialIssuingService': 'String',
  'codebuild:BuildArn': 'ARN',
  'codebuild:ProjectArn': 'ARN',
  'lambda:SourceFunctionArn': 'ARN',
  'ssm:SourceInstanceARN': 'ARN',
  'identitystore:UserId': 'String',

  'aws:SourceIp': 'IPAddress',
  'aws:SourceVpc': 'String',
  'aws:SourceVpcArn': 'ARN',
  'aws:SourceVpce': 'String',
  'aws:VpceAccount': 'String',
  'aws:VpceOrgID': 'String',
  'aws:VpceOrgPaths': 'ArrayOfString',
  'aws:VpcSourceIp': 'IPAddress',

  'aws:ResourceAccount': 'String',
  'aws:ResourceOrgPaths': 'ArrayOfString',
  'aws:ResourceOrgID': 'String',
  'aws:ResourceTag/${TagKey}': 'String',

  'aws:CalledVia': 'ArrayOfString',
  'aws:CalledViaFirst': 'String',
  'aws:CalledViaLast': 'String',
  'aws:ViaAWSService': 'Bool',
  'aws:CalledViaAWSMCP': 'String',
  'aws:ViaAWSMCPService': 'Bool',
  'aws:CurrentTime': 'Date',
  'aws:EpochTime': ['Date', 'Numeric'],
  'aws:referer': 'String',
  'aws:RequestedRegion': 'String',
  'aws:RequestTag/${TagKey}': 'String',
  'aws:TagKeys': 'ArrayOfString',
  'aws:SecureTransport': 'Bool',
  'aws:SourceAccount': 'String',
  'aws:SourceArn': 'ARN',
  'aws:SourceOrgID': 'String',
  'aws:SourceOrgPaths': 'ArrayOfString',
  'aws:UserAgent': 'String',
  'aws:IsMcpServiceAction': 'Bool',

  // On no page any more, but in the policy that SNS gives each new topic.
  'aws:SourceOwner': 'String',
};

/**
 * The keys that any OIDC provider gives, whose name is a host name (IAM User Guide, "Available keys for AWS OIDC
 * federation"), and the keys of SAML that are lists there ("Available keys for SAML-based AWS STS federation") and single
 * texts in the reference.
 */
export const FEDERATION_KEYS: Record<string, WrittenType> = {
  '${Provider}.${Domain}:amr': 'ArrayOfString',
  '${Provider}.${Domain}:aud': 'String',
  '${Provider}.${Domain}:email': 'String',
  '${Provider}.${Domain}:oaud': 'String',
  '${Provider}.${Domain}:sub': 'String',
  'cognito-identity.amazonaws.com:amr': 'ArrayOfString',
  'saml:commonName': 'ArrayOfString',
  'saml:givenName': 'ArrayOfString',
  'saml:mail': 'ArrayOfString',
  'saml:name': 'ArrayOfString',
  'saml:organizationStatus': 'ArrayOfString',
  'saml:primaryGroupSID': 'ArrayOfString',
  'saml:surname': 'ArrayOfString',
  'saml:uid': 'ArrayOfString',
  'saml:x500UniqueIdentifier': 'ArrayOfString',
};
