"""Tests of minerva/exchange."""
