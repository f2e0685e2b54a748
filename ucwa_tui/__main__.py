"""Entry point of ``ucwa-tui`` and ``python -m ucwa_tui``."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from ucwa_tui.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
