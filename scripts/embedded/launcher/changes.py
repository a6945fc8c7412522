"""What MiniStack's authoriser leaves unread of CloudFormation's requests: the stack of a change set that is named by its
ARN, the service's condition keys, and what a call asks for besides: to pass a role, to tag, to detect drift of each
resource. Functions are made with a role that is passed, too."""

import json
import re
from contextvars import ContextVar

# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
KEYS = {
    "ChangeSetName": "cloudformation:ChangeSetName",
    "RoleARN": "cloudformation:RoleArn",
    "StackPolicyURL": "cloudformation:StackPolicyUrl",
    "TemplateURL": "cloudformation:TemplateUrl",
}
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html, "Considerations"
DETECTING = ("DetectStackResourceDrift", "BatchDescribeTypeConfigurations")
MAKING = ("CreateChangeSet", "CreateStack", "UpdateStack")

# The role that a request gives to a function.
_given = ContextVar("stackwarden_given_role", default=None)
# The action and resource that a request was denied for besides its own.
_beside = ContextVar("stackwarden_beside", default=None)


def read_changes():
    from ministack.core import iam_actions, iam_evaluator

    param = iam_actions._query_param
    iam_actions.extract_resource_arn = with_stack(iam_actions.extract_resource_arn, param)
    iam_actions.request_tag_context = with_keys(iam_actions.request_tag_context, param)
    iam_evaluator.enforce = with_more(iam_evaluator.enforce)
    iam_actions.access_denied_response = naming(iam_actions.access_denied_response)


def with_stack(original, param):
    def extract_resource_arn(service, method, path, headers, body, query_params, region, account_id):
        arn = original(service, method, path, headers, body, query_params, region, account_id)
        _given.set(role_in(body) if service == "lambda" and method == "POST" else None)
        if service != "cloudformation" or arn != "*":
            return arn
        name = param(query_params, "ChangeSetName")
        # Of a change set's events, the change set itself is what is asked about.
        if param(query_params, "Action") == "DescribeEvents" and name.startswith("arn:"):
            return name
        return stack_of(name) or arn

    return extract_resource_arn


def role_in(body):
    try:
        data = json.loads(body or b"{}")
    except (ValueError, TypeError):
        return None
    return data.get("Role") if isinstance(data, dict) else None


def stack_of(name):
    """The stack of a change set that is named by its ARN; where there is none, what was named."""
    from ministack.services.cloudformation import changesets

    if not name.startswith("arn:"):
        return None
    _, change_set = changesets._find_change_set(name)
    return (change_set or {}).get("StackId") or name


def with_keys(original, param):
    def request_tag_context(service, iam_action, body, params):
        context = original(service, iam_action, body, params)
        if service != "cloudformation":
            return context
        given = {key: param(params, name) for name, key in KEYS.items()}
        tags = tags_in(params) if iam_action.split(":")[-1] in MAKING else []
        return {**context, **{key: value for key, value in given.items() if value}, **({"tags": tags} if tags else {})}

    return request_tag_context


def tags_in(params):
    values = [value for name, value in params.items() if re.fullmatch(r"Tags\.member\.\d+\.Key", name)]
    return [value[0] if isinstance(value, list) else value for value in values]


def with_more(original):
    def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        _beside.set(None)
        if iam_action == "lambda:CreateFunction" and _given.get():
            denied = original(access_key_id, iam_action, service, region, resource_arn, service_context)
            keys = {"iam:PassedToService": "lambda.amazonaws.com"}
            passed = denied or original(access_key_id, "iam:PassRole", service, region, _given.get(), keys)
            return denied or name_beside(passed, "iam:PassRole", _given.get())
        if service != "cloudformation":
            return original(access_key_id, iam_action, service, region, resource_arn, service_context)
        context = dict(service_context or {})
        tags = context.pop("tags", None)
        denied = original(access_key_id, iam_action, service, region, resource_arn, context)
        for action, arn, keys in besides(iam_action, resource_arn, context, tags):
            if denied:
                break
            denied = original(access_key_id, action, service, region, arn, {**context, **keys})
            if denied:
                _beside.set((action, arn))
        return denied

    return enforce


def besides(iam_action, resource_arn, context, tags):
    name = iam_action.split(":")[-1]
    if name == "DetectStackDrift":
        return [(f"cloudformation:{action}", arn, {}) for action, arn in zip(DETECTING, (resource_arn, "*"))]
    if name not in MAKING:
        return []
    role = context.get("cloudformation:RoleArn")
    passed = [("iam:PassRole", role, {"iam:PassedToService": "cloudformation.amazonaws.com"})] if role else []
    untags = tags and any(tag not in tags for tag in tags_of(resource_arn))
    actions = [*(["TagResource"] if tags else []), *(["UntagResource"] if untags else [])]
    keys = {"cloudformation:CreateAction": name}
    return passed + [(f"cloudformation:{action}", resource_arn, keys) for action in actions]


def tags_of(arn):
    """The keys of the tags that a stack has, which a request that names others takes off."""
    from ministack.services import cloudformation

    name = arn.partition(":stack/")[2].partition("/")[0]
    stack = cloudformation._stacks.get(name) or {}
    return [tag.get("Key") for tag in stack.get("Tags") or []]


def name_beside(denied, action, arn):
    """Says in the answer that it is this action which was denied."""
    if denied:
        _beside.set((action, arn))
    return denied


def naming(original):
    def access_denied_response(service, iam_action, principal_arn, request_id, **more):
        action, arn = _beside.get() or (iam_action, more.get("resource_arn"))
        return original(service, action, principal_arn, request_id, **{**more, "resource_arn": arn})

    return access_denied_response
