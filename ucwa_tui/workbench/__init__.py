"""The application without a screen: state, controller, command registry, themes, paths."""
