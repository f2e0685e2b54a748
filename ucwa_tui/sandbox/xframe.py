"""The page that browsers load in a frame to call the service from another origin.

It takes orders by postMessage and answers the sender. Its manners are those that pages written for real servers count
on: header names as the server spells them (browsers lower-case them, clients look them up by spelling), and `success`
or `error` for the status text.

Source: UCWA reference, "Cross-domain calls"; Microsoft's JavaScript samples.
"""

from __future__ import annotations

import json

_SPELLINGS = {
    name.lower(): name
    for name in (
        "ETag",
        "WWW-Authenticate",
        "X-MS-Correlation-Id",
        "X-MS-Server-Fqdn",
        "X-MS-UcwaVersion",
        "X-Ms-diagnostics",
        "client-request-id",
    )
}


def spelled(name: str) -> str:
    """A lower-case header name as the server spells it; Title-Case where it has no spelling of its own."""
    return _SPELLINGS.get(name, "-".join(part[:1].upper() + part[1:] for part in name.split("-")))


_PAGE = """<!DOCTYPE html>
<html>
<head><title>XFrame</title></head>
<body>
<script>
var SPELLINGS = @SPELLINGS@;
function spelled(name) {
  return SPELLINGS[name] || name.replace(/(^|-)[a-z]/g, function (c) { return c.toUpperCase(); });
}
// how the library that such pages are made with calls an outcome
function outcome(status) {
  if (status === 304) { return "notmodified"; }
  return status >= 200 && status < 300 ? "success" : "error";
}
window.addEventListener("message", function (event) {
  var order;
  try { order = typeof event.data === "string" ? JSON.parse(event.data) : event.data; } catch (e) { return; }
  if (!order || !order.url) { return; }
  var call = new XMLHttpRequest();
  call.open((order.type || "GET").toUpperCase(), order.url, true);
  Object.keys(order.headers || {}).forEach(function (name) { call.setRequestHeader(name, order.headers[name]); });
  if (order.accepts) { call.setRequestHeader("Accept", order.accepts); }
  if (order.contentType) { call.setRequestHeader("Content-Type", order.contentType); }
  call.onloadend = function () {
    var headers = call.getAllResponseHeaders().split("\\r\\n").map(function (line) {
      var colon = line.indexOf(":");
      return colon < 0 ? line : spelled(line.slice(0, colon).toLowerCase()) + line.slice(colon);
    }).join("\\r\\n");
    event.source.postMessage(JSON.stringify({
      messageId: order.messageId, status: call.status, statusText: outcome(call.status),
      headers: headers, responseText: call.responseText
    }), event.origin);
  };
  call.send(order.data || null);
});
</script>
</body>
</html>
"""

XFRAME = _PAGE.replace("@SPELLINGS@", json.dumps(_SPELLINGS, sort_keys=True)).encode("ascii")
"""The page."""
