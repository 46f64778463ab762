"""How the packaged model was made: scripts, not part of the package."""
