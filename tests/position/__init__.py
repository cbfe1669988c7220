"""Tests of minerva/position."""
