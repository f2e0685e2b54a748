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
// how the library that such pages are made with calls what came back
function outcome(status) {
  if (status === 304) { return "notmodified"; }
  return status >= 200 && status < 300 ? "success" : "error";
}
function form(data) {
  return Object.keys(data).map(function (name) {
    return encodeURIComponent(name) + "=" + encodeURIComponent(data[name]);
  }).join("&");
}
function accepted(accepts) {
  if (typeof accepts === "string") { return accepts; }
  return Object.keys(accepts).map(function (name) { return accepts[name]; }).join(", ");
}
// Takes requests by postMessage and answers the sender with what the server said.
window.addEventListener("message", function (event) {
  var order, call = new XMLHttpRequest();
  function answer(status, statusText, headers, text) {
    event.source.postMessage(JSON.stringify({
      messageId: order.messageId, status: status, statusText: statusText, headers: headers, responseText: text
    }), event.origin === "null" ? "*" : event.origin);
  }
  try { order = typeof event.data === "string" ? JSON.parse(event.data) : event.data; } catch (e) { return; }
  if (!order || !order.url) { return; }
  var names = Object.keys(order.headers || {});
  function named(name) { return names.some(function (n) { return n.toLowerCase() === name; }); }
  call.onloadend = function () {
    var headers = call.getAllResponseHeaders().split("\\r\\n").map(function (line) {
      var colon = line.indexOf(":");
      return colon < 0 ? line : spelled(line.slice(0, colon).toLowerCase()) + line.slice(colon);
    }).join("\\r\\n");
    answer(call.status, outcome(call.status), headers, call.responseText);
  };
  try {
    var url = order.url, data = order.data, type = (order.type || "GET").toUpperCase();
    if (data && typeof data === "object") {
      data = order.processData === false || /json/.test(order.contentType || "") ? JSON.stringify(data) : form(data);
    }
    if (data && (type === "GET" || type === "HEAD")) { url += (url.indexOf("?") < 0 ? "?" : "&") + data; data = null; }
    if (order.cache === false) { url += (url.indexOf("?") < 0 ? "?" : "&") + "_=" + Date.now(); }
    call.open(type, url, true);
    Object.keys(order.xhrFields || {}).forEach(function (name) { call[name] = order.xhrFields[name]; });
    names.forEach(function (name) { if (order.headers[name]) { call.setRequestHeader(name, order.headers[name]); } });
    if (order.accepts && !named("accept")) { call.setRequestHeader("Accept", accepted(order.accepts)); }
    if (order.contentType && !named("content-type")) { call.setRequestHeader("Content-Type", order.contentType); }
    call.setRequestHeader("X-Ms-Origin", event.origin);
    call.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    call.send(data || null);
  } catch (e) { answer(0, String(e.message || e), "", ""); }
});
</script>
</body>
</html>
"""

XFRAME = _PAGE.replace("@SPELLINGS@", json.dumps(_SPELLINGS, sort_keys=True)).encode("ascii")
"""The page."""
