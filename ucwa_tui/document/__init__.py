"""How a text is shown: lines, tokens, folds. Pure: no terminal toolkit, no IO."""
