"""Tests of minerva/simulation."""
