"""The command line: one module per subcommand, found through entry points."""
