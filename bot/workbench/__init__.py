"""The maintainers' workbench: what an edit changes, what is weak, and ways to edit without YAML."""
