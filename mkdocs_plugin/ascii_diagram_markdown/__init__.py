"""Draws `ascii-diagram` blocks while documentation is built, in every host from one core.

`python_markdown` is the extension that MkDocs, ProperDocs and Zensical run, `mkdocs` the plugin
that makes it faster there, `markdown_it` and `sphinx` are for the other hosts, and `mdformat` keeps
a formatter from breaking what is drawn. Nothing is imported here: no host needs another.
"""
