"""Tests of minerva/exporting."""
