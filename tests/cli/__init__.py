"""Tests of minerva/cli."""
