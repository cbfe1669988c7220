"""What build systems read: annotations for GitHub, code quality for GitLab, JUnit, SARIF."""
