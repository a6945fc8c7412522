"""Policy variables in conditions, as in `${aws:PrincipalTag/Project}`: MiniStack compares them as they are written.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html"""

import re

VARIABLE = re.compile(r"\$\{([^{}]+)\}")
DEFAULT = re.compile(r"^\s*([^,\s]+)\s*,\s*'(.*)'\s*$")


def fill_conditions():
    from ministack.core import iam_evaluator

    iam_evaluator._conditions_met = filled(iam_evaluator._conditions_met, iam_evaluator._resolve_condition_key)


def filled(original, resolve):
    def _conditions_met(conditions, ctx):
        if not conditions or "${" not in str(conditions):
            return original(conditions, ctx)
        known = with_values(conditions, lambda name: resolve(name, ctx))
        return known is not None and original(known, ctx)

    return _conditions_met


def with_values(conditions, value_of):
    """The conditions with what the variables stand for; None where one stands for nothing: then nothing matches."""
    result = {}
    for operator, keys in conditions.items():
        if not isinstance(keys, dict):
            continue
        result[operator] = {}
        for key, expected in keys.items():
            values = [text_of(value, value_of) for value in (expected if isinstance(expected, list) else [expected])]
            if None in values:
                return None
            result[operator][key] = values
    return result


def text_of(value, value_of):
    text, missing = str(value), False

    def replacement(match):
        nonlocal missing
        name, default = match[1], None
        if given := DEFAULT.match(name):
            name, default = given[1], given[2]
        found = value_of(name)
        found = default if found is None else found
        missing = missing or found is None or isinstance(found, list)
        return str(found)

    filled_text = VARIABLE.sub(replacement, text)
    return None if missing else filled_text
