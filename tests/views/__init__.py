"""Tests of minerva/views."""
