/** Actions that together make a caller as powerful as it likes, or as another principal is. */
export interface Way {
  actions: readonly string[];
  /** Who gets a role by iam:PassRole. */
  passedTo?: string;
  does: string;
}

const passing = (service: string, does: string, ...actions: string[]): Way => ({
  actions: ['iam:PassRole', ...actions],
  passedTo: `${service}.amazonaws.com`,
  does,
});
const alone = (action: string, does: string): Way => ({ actions: [action], does });

/** In the order in which they are told. */
export const WAYS: readonly Way[] = [
  alone('iam:CreatePolicyVersion', 'rewrites any policy'),
  alone('iam:SetDefaultPolicyVersion', 'brings back any older version of a policy'),
  alone('iam:AttachRolePolicy', 'attaches any policy to a role'),
  alone('iam:AttachUserPolicy', 'attaches any policy to a user'),
  alone('iam:AttachGroupPolicy', 'attaches any policy to a group'),
  alone('iam:PutRolePolicy', 'writes any policy into a role'),
  alone('iam:PutUserPolicy', 'writes any policy into a user'),
  alone('iam:PutGroupPolicy', 'writes any policy into a group'),
  alone('iam:AddUserToGroup', 'adds a user to any group'),
  alone('iam:UpdateAssumeRolePolicy', 'lets itself assume any role'),
  alone('iam:CreateAccessKey', 'makes keys for any user'),
  alone('iam:CreateLoginProfile', 'sets the password of any user without one'),
  alone('iam:UpdateLoginProfile', 'sets the password of any user'),
  alone('lambda:UpdateFunctionCode', 'runs its own code as any function'),
  alone('lambda:UpdateFunctionConfiguration', 'runs its own layer as any function'),
  alone('iam:PutRolePermissionsBoundary', 'replaces the boundary of any role'),
  alone('iam:DeleteRolePermissionsBoundary', 'removes the boundary of any role'),
  alone('iam:PutUserPermissionsBoundary', 'replaces the boundary of any user'),
  alone('iam:DeleteUserPermissionsBoundary', 'removes the boundary of any user'),
  passing('lambda', 'runs code as any role in a new function', 'lambda:CreateFunction', 'lambda:InvokeFunction'),
  passing(
    'lambda',
    'runs code as any role on the events of a source',
    'lambda:CreateFunction',
    'lambda:CreateEventSourceMapping',
  ),
  passing(
    'lambda',
    'runs code as any role in a function that it lets others invoke',
    'lambda:CreateFunction',
    'lambda:AddPermission',
  ),
  passing('ec2', 'starts an instance with any role', 'ec2:RunInstances'),
  passing(
    'ec2',
    'starts instances with any role',
    'autoscaling:CreateLaunchConfiguration',
    'autoscaling:CreateAutoScalingGroup',
  ),
  passing('cloudformation', 'deploys anything as any role', 'cloudformation:CreateStack'),
  passing('glue', 'runs a job as any role', 'glue:CreateJob'),
  passing('glue', 'opens an endpoint with any role', 'glue:CreateDevEndpoint'),
  passing(
    'datapipeline',
    'runs a pipeline as any role',
    'datapipeline:CreatePipeline',
    'datapipeline:PutPipelineDefinition',
  ),
  passing('sagemaker', 'opens a notebook with any role', 'sagemaker:CreateNotebookInstance'),
  passing('codebuild', 'builds as any role', 'codebuild:CreateProject', 'codebuild:StartBuild'),
  passing('ecs-tasks', 'runs a container as any role', 'ecs:RegisterTaskDefinition', 'ecs:RunTask'),
  passing('states', 'runs a state machine as any role', 'states:CreateStateMachine'),
  alone('glue:UpdateDevEndpoint', 'opens any endpoint with its own key'),
  alone('ssm:SendCommand', 'runs commands on any instance'),
  alone('ssm:StartSession', 'opens a shell on any instance'),
  alone('ec2-instance-connect:SendSSHPublicKey', 'opens any instance with its own key'),
  // With the role that the stack was made with (AWS CloudFormation User Guide, "CloudFormation service role").
  alone('cloudformation:UpdateStack', 'changes any stack with the role that it has'),
  // Instances run their user data as root (Amazon EC2 User Guide, "Run commands when you launch an EC2 instance with user
  // data input").
  {
    actions: ['ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'],
    does: 'runs its own start script on any instance',
  },
];
