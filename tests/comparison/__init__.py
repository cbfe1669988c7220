"""Tests of minerva/comparison."""
