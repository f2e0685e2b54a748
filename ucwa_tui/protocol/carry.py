"""What a wire form cannot carry, told before anything is sent.

Where there is no finding, writing a resource and reading it again gives the same resource. An error means that it
cannot be written at all (the encoder raises); a warning that a value comes back as another one; a hint that only the
shape changes.

Source: UCWA reference, "Payload format".
"""

from __future__ import annotations

from ucwa_tui.protocol.finding import Finding
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.request_plan import PayloadFormat


def cannot_carry(resource: Resource, fmt: PayloadFormat) -> tuple[Finding, ...]:
    """Everything in a resource that would not survive a wire form, in the resource's order.

    Args:
        resource: an input or a resource.
        fmt: the wire form.

    Returns:
        Findings whose `field` is the property's name, with the keys of embedded resources before it
        (`me.name`), and whose `position` is that of the character, where one is meant.
    """
    if fmt is PayloadFormat.JSON:
        from ucwa_tui.protocol import carry_json

        return carry_json.findings(resource)
    from ucwa_tui.protocol import carry_xml

    return carry_xml.findings(resource)
