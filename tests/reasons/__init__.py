"""Why figures are what they are."""
