"""Merging two versions of a programme's file that were changed apart, by record and key.

It brings facts together and marks what contradicts itself. It reads no programme its own way: what
comes out is read by the one reader.
"""
