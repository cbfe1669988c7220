"""Tests of minerva/formats."""
