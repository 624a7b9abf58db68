"""The commands of the command line: each module has one function of the same name, with the help as its docstring."""
