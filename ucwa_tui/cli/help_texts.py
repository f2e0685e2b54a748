"""What `--help` says about exit codes and environment variables."""

from __future__ import annotations

ENVIRONMENT = """\
environment:
  UCWA_TUI_PASSWORD        the password, unless --password-file is given or a profile says where it is
  UCWA_TUI_TOKEN           the token for --auth bearer, unless --token-file is given or a profile says where it is
  UCWA_TUI_KEY_PASSWORD    the password of the key for --client-cert
  UCWA_TUI_PROXY_PASSWORD  the password for --proxy-user
  HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY
                           the proxy, unless --proxy is given; never for loopback
  NO_COLOR                 set to anything: no colours in the terminal interface
A secret is never an option of its own: other users of the machine could read it. Without a file and a variable it is
asked for, if standard input is a terminal.
"""
EXIT_CODES = """\
exit codes:
  0    joined
  1    the invitation completed without success, or can no longer complete
  2    bad usage, or a field in error: nothing was sent
  3    the join POST was refused
  4    sign-in failed: discovery, token, application, or a link that is missing
  5    network or TLS
  6    not completed within --timeout
  74   standard output could not be written; the job itself succeeded
  130  interrupted; the application was deleted first
A join is sent once. Where its answer is lost (reset, time-out, a proxy's 5xx), its operation id is looked for in the
event channel for 10 s: what is found is followed to its end, otherwise the code is 5, or 3 for a 5xx.
"""
SERVER_EXIT_CODES = """\
exit codes:
  0    it works, as far as this command goes
  1    %s
  2    bad usage: nothing was sent
  4    sign-in failed, or the server refused
  5    network or TLS
  74   standard output could not be written; the job itself succeeded
  130  interrupted; the application was deleted first
"""
LINT_EXIT_CODES = """\
exit codes:
  0    nothing is wrong; there may be hints
  1    errors or warnings were found
  2    bad usage, or a file that cannot be read
  130  interrupted while a pipe was waited for
"""
JOIN_EXAMPLES = """\
examples:
  ucwa-tui join --meeting 'sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:7HK2QX9D'
  ucwa-tui join --profile lab --meeting https://meet.contoso.com/alice/7HK2QX9D
  ucwa-tui join --domain contoso.com --user bob@contoso.com --password-file ~/.pw \\
                --meeting 'sip:…' --output jsonl --har join.har
"""
OPEN_EXIT_CODES = """\
exit codes:
  0    it was shown
  2    there is no terminal, or nothing in the file can be read
  130  interrupted while a pipe was waited for
"""
INSPECT_EXIT_CODES = """\
exit codes:
  0    it was shown
  2    there is no terminal, or the URL is none of a sandbox on this machine
"""
