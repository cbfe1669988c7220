"""Tests of minerva/store."""
