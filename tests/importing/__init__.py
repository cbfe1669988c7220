"""Tests of minerva/importing."""
