"""ucwa-tui: a terminal explorer for Microsoft's Unified Communications Web API (UCWA)."""

__version__ = "0.1.0"
