"""Tests of minerva/model."""
