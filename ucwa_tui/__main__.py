"""Entry point of ``ucwa-tui`` and ``python -m ucwa_tui``."""

import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        from ucwa_tui.cli.main import run  # takes half a second, in which somebody may press Ctrl+C

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        code = INTERRUPTED
    sys.exit(code)


if __name__ == "__main__":
    main()
