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
