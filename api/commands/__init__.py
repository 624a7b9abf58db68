"""The commands of the command line: in each module one function of the same name, whose docstring is the command's help."""
