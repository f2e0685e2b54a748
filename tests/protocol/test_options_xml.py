"""The answer to OPTIONS: the same resource from both wire forms."""

from __future__ import annotations

import pytest

from ucwa_tui.protocol import json_codec, xml_codec
from ucwa_tui.protocol.options_xml import decode_options, encode_options
from ucwa_tui.protocol.payload import Number, Property, Resource
from ucwa_tui.protocol.payload_error import PayloadError

XML = b"""<?xml version="1.0" encoding="utf-8"?>
<optionsMetadata>
  <metadata>
    <httpMethodMetadata>
      <httpMethod>POST</httpMethod>
      <parameters>
        <parameter>
          <name>culture</name>
          <supportedValues>
            <value>en-US</value>
            <value>de-DE</value>
          </supportedValues>
        </parameter>
        <parameter>
          <name>userAgent</name>
          <supportedValues />
        </parameter>
      </parameters>
    </httpMethodMetadata>
  </metadata>
</optionsMetadata>"""

JSON = (
    b'{"metadata":[{"httpMethod":"POST","parameters":['
    b'{"name":"culture","supportedValues":["en-US","de-DE"]},{"name":"userAgent","supportedValues":[]}]}]}'
)


def test_both_forms_are_one_resource() -> None:
    assert decode_options(XML) == xml_codec.decode_resource(XML) == json_codec.decode_resource(JSON)
    assert encode_options(json_codec.decode_resource(JSON)) == XML
    assert json_codec.encode_resource(decode_options(XML)) == JSON


@pytest.mark.parametrize("value", [Number("1"), (Number("1"),), None])
def test_what_is_no_answer_to_options_is_not_written(value: Number | tuple[Number, ...] | None) -> None:
    with pytest.raises(PayloadError):
        encode_options(Resource(None, (Property("metadata", value),)))


def test_another_root_is_named() -> None:
    with pytest.raises(PayloadError, match="<resource>, not <optionsMetadata>"):
        decode_options(b"<resource/>")
