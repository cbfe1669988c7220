"""Tests of many programmes as one."""
