"""Tests of minerva/recording."""
