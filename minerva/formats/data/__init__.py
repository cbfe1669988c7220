"""What goes into other documents and programs: JSON, CSV, Markdown."""
