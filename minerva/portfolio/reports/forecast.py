"""What slips do next, through all programmes."""
