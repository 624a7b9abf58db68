"""Tests of the room `graph`; a package so that they share `kentova`."""
