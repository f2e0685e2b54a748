"""IO towards a UCWA server, on its own thread and event loop."""
