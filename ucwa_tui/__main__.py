"""Entry point of ``ucwa-tui`` and ``python -m ucwa_tui``."""

import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        from ucwa_tui.cli.main import run  # takes a while, in which somebody may press Ctrl+C

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("ucwa-tui: Interrupted.\n")
        code = INTERRUPTED
    # An interrupt that has passed through code made from a text is remembered, and Python would end itself by signal.
    exec("")
    sys.exit(code)


if __name__ == "__main__":
    main()
