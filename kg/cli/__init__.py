"""The command line: thin, each command a call of what Python users call, with its output and exit status."""

from kg.cli.app import main

__all__ = ["main"]
