"""What people read in a terminal: tables, drawings, findings with their lines, explanations."""
