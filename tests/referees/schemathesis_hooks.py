"""What schemathesis cannot judge of the vendors' documents.

- A form has no word for an empty list, nor for an object in the place of a list: what schemathesis
  sends as either reads as something else, and it expects the other answer.
- Fifth Element's document gives the schema of the data of an event, schemathesis holds it against
  the event itself, and takes the vendor's framing, without blank lines, for one event.
- An id that is `.` or `..` or has a zero byte is a text, and no server gets it as it was meant.
"""

import schemathesis


def is_judged(case):
    is_form = case.media_type == "multipart/form-data"
    is_stream = isinstance(case.body, dict) and case.body.get("stream") is True and case.path == "/chat/{slug}"
    ids = [str(value) for value in (case.path_parameters or {}).values()]
    is_odd = any(value in (".", "..") or "\0" in value for value in ids)
    return not is_form and not is_stream and not is_odd


@schemathesis.hook
def filter_case(context, case):
    return is_judged(case)


@schemathesis.hook
def before_add_examples(context, examples):
    examples[:] = [case for case in examples if is_judged(case)]
