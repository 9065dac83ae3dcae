"""What schemathesis cannot judge of the vendors' documents.

- A form has no word for an empty list, nor for an object in the place of a list: what schemathesis
  sends as either reads as something else, and it expects the other answer.
- Fifth Element's document gives the schema of the data of an event, schemathesis holds it against
  the event itself, and takes the vendor's framing, without blank lines, for one event.
"""

import schemathesis


def is_judged(case):
    is_form = case.media_type == "multipart/form-data"
    is_stream = isinstance(case.body, dict) and case.body.get("stream") is True and case.path == "/chat/{slug}"
    return not is_form and not is_stream


@schemathesis.hook
def filter_case(context, case):
    return is_judged(case)


@schemathesis.hook
def before_add_examples(context, examples):
    examples[:] = [case for case in examples if is_judged(case)]
