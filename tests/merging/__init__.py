"""Tests of minerva/merging."""
