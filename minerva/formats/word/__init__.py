"""A committee report as a Word document."""
