"""Tests of minerva, named after the modules they are about."""
