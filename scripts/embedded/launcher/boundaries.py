"""The permissions boundary of roles that a stack makes: MiniStack's CloudFormation leaves it out, and its IAM enforces it
once it is there. What a boundary denies is told as the boundary's: another Allow in the role's policies is no help."""

import re
from contextvars import ContextVar

TYPE = "AWS::IAM::Role"
PROPERTY = "PermissionsBoundary"
BOUNDARY = "permissions boundary"

# Whether the last denial of a request was the boundary's.
_denied = ContextVar("stackwarden_denied_by_boundary", default=False)


class Boundary(list):
    """The policy of a boundary; MiniStack's list of what limits a caller does not say which one that is."""


def keep_boundaries():
    from ministack.services.cloudformation import drift, provisioners

    create, update = with_creation(provisioners._iam_role_create), with_update(provisioners._iam_role_update)
    # An update that has to make another role looks the function up; everything else goes by the table of types.
    provisioners._iam_role_create = create
    provisioners._RESOURCE_HANDLERS[TYPE].update(create=create, update=update)
    read, properties = drift._DRIFT_READERS[TYPE]
    drift._DRIFT_READERS[TYPE] = (with_reading(read), properties | {PROPERTY})


def name_boundaries():
    from ministack.core import iam_actions, iam_evaluator

    marked = iam_evaluator._permissions_boundary
    iam_evaluator._permissions_boundary = lambda *args: [Boundary(policies) for policies in marked(*args)]
    iam_evaluator.evaluate = with_reason(iam_evaluator.evaluate, iam_evaluator._first_match)
    iam_evaluator.enforce = remembering(iam_evaluator.enforce)
    iam_actions.identity_denial_message = with_boundary(iam_actions.identity_denial_message)
    iam_actions.access_denied_response = with_message(iam_actions.access_denied_response)


def with_creation(original):
    def create(logical_id, props, stack_name):
        # Asked first: a role that cannot be bounded is not made.
        refuse_unknown(boundary := props.get(PROPERTY))
        made = original(logical_id, props, stack_name)
        bound(made[0], boundary)
        return made

    return create


def with_update(original):
    # A rollback is an update, too, from what failed to what was.
    def update(physical_id, old_props, new_props, stack_name, logical_id=None):
        boundary = new_props.get(PROPERTY)
        # One that the template leaves as it is stays as it is: so does one that was changed by hand.
        changes = boundary != old_props.get(PROPERTY)
        if changes:
            refuse_unknown(boundary)
        updated = original(physical_id, old_props, new_props, stack_name, logical_id)
        if changes:
            bound(updated[0], boundary)
        return updated

    return update


def refuse_unknown(boundary):
    from ministack.core.responses import new_uuid
    from ministack.services import iam

    error = iam._boundary_policy_error(boundary) if boundary else None
    if error is None:
        return
    status, _, body = error
    message = re.search(rb"<Message>(.*?)</Message>", body, re.DOTALL)[1].decode()
    code = "NotFound" if status == 404 else "InvalidRequest"
    raise ValueError(
        f'Resource handler returned message: "{message} (Service: Iam, Status Code: {status}, Request ID: {new_uuid()})" '
        f"(RequestToken: {new_uuid()}, HandlerErrorCode: {code})"
    )


def bound(name, boundary):
    from ministack.services import iam

    iam._roles[name][PROPERTY] = boundary or None


def with_reading(original):
    def read(physical_id, props):
        from ministack.services import iam

        current = original(physical_id, props)
        boundary = current is not None and iam._roles[physical_id].get(PROPERTY)
        return {**current, PROPERTY: boundary} if boundary else current

    return read


def with_reason(original, first_match):
    def evaluate(ctx, policies, *limits):
        result = original(ctx, policies, *limits)
        matches = lambda layer, effect: any(first_match(ctx, policy, effect) for policy in layer)  # noqa: E731
        bounds = [limit for limit in limits if isinstance(limit, Boundary)]
        if result.decision == "Deny":
            theirs = not matches(policies, "Deny") and any(matches(bound, "Deny") for bound in bounds)
        elif result.decision == "ImplicitDeny":
            theirs = matches(policies, "Allow") and not all(matches(bound, "Allow") for bound in bounds)
        else:
            theirs = False
        if theirs:
            result.reason = BOUNDARY
        return result

    return evaluate


def remembering(original):
    def enforce(*args, **kwargs):
        result = original(*args, **kwargs)
        _denied.set(getattr(result, "reason", None) == BOUNDARY)
        return result

    return enforce


def with_boundary(original):
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    def identity_denial_message(*args):
        message = original(*args)
        if not _denied.get():
            return message
        return message.replace("an identity-based policy", f"a {BOUNDARY}").replace("identity-based policy", BOUNDARY)

    return identity_denial_message


def with_message(original):
    def access_denied_response(service, action, principal_arn, request_id, **more):
        if _denied.get() and not more.get("message") and not more.get("error_code"):
            from ministack.core.iam_actions import identity_denial_message

            arn, explicit = more.get("resource_arn", "*"), more.get("explicit_deny", False)
            message = identity_denial_message(action, principal_arn, arn, explicit)
            more["message"] = message.replace(" on resource: * ", " ")  # unknown here, not all of them
        return original(service, action, principal_arn, request_id, **more)

    return access_denied_response
