"""HTML that is not UCWA's: what a web server says about a request that never reached the service."""

from __future__ import annotations

_PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"/>
<title>{status} - {title}</title>
<style type="text/css">
body {{ margin: 0; font: 0.8em Verdana, sans-serif; background: #eee; }}
h1 {{ margin: 0; padding: 0.5em 1em; color: #fff; background: #555; }}
p {{ margin: 1em; padding: 1em; background: #fff; }}
</style>
</head>
<body>
<h1>Server Error</h1>
<p><strong>{status} - {title}</strong><br/>{text}</p>
</body>
</html>
"""

_UNAUTHORIZED = "The credentials that came with this request, if any did, do not open this resource."


def error_page(status: int, title: str, text: str = "The web server refused the request.") -> bytes:
    """A page as web servers make them: for a person, not for a client."""
    return _PAGE.format(status=status, title=title, text=text).encode("ascii")


def unauthorized_page() -> bytes:
    """The body that comes with a 401: HTML, so a client that parses it as JSON is found out."""
    return error_page(401, "Unauthorized: Access is denied due to invalid credentials.", _UNAUTHORIZED)


PASSIVE = b"""<!DOCTYPE html>
<html>
<head><title>Passive sign-in</title></head>
<body><p>A federation server would ask you to sign in here. This server has none: use the password grant.</p></body>
</html>
"""
"""The page that the passive grant leads to."""

XFRAME = b"""<!DOCTYPE html>
<html>
<head><title>XFrame</title></head>
<body>
<script>
var SPELLED = {
  "www-authenticate": "WWW-Authenticate", "etag": "ETag", "x-ms-diagnostics": "X-Ms-diagnostics",
  "x-ms-server-fqdn": "X-MS-Server-Fqdn", "x-ms-correlation-id": "X-MS-Correlation-Id",
  "x-ms-ucwaversion": "X-MS-UcwaVersion"
};
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
    // browsers lower-case header names; clients look them up as servers spell them
    var headers = call.getAllResponseHeaders().split("\\r\\n").map(function (line) {
      var colon = line.indexOf(":"), name = line.slice(0, colon).toLowerCase();
      return (SPELLED[name] || name.replace(/(^|-)[a-z]/g, function (c) { return c.toUpperCase(); }))
        + line.slice(colon);
    }).join("\\r\\n");
    answer(call.status, call.statusText, headers, call.responseText);
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
"""The page that browsers load in a frame to call the service from another origin."""
