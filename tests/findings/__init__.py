"""Tests of minerva/findings."""
