"""The board's page: one HTML file that needs no network and no script, on screen and on paper."""
