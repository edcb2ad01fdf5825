"""The screens, one file for each or for a few that belong together; each is a declaration."""
