"""The language server of ascii-diagram: directives in editors."""
