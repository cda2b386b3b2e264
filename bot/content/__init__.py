"""The content: YAML files in, immutable values out, and everything that can be wrong in between."""
