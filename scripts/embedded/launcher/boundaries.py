"""The permissions boundary of roles that a stack makes: MiniStack's CloudFormation leaves it out, and its IAM enforces it
once it is there."""

import re

TYPE = "AWS::IAM::Role"
PROPERTY = "PermissionsBoundary"


def keep_boundaries():
    from ministack.services.cloudformation import drift, provisioners

    create, update = with_creation(provisioners._iam_role_create), with_update(provisioners._iam_role_update)
    # An update that has to make another role looks the function up; everything else goes by the table of types.
    provisioners._iam_role_create = create
    provisioners._RESOURCE_HANDLERS[TYPE].update(create=create, update=update)
    read, properties = drift._DRIFT_READERS[TYPE]
    drift._DRIFT_READERS[TYPE] = (with_reading(read), properties | {PROPERTY})


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
