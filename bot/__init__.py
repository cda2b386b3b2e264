"""Vigie: curated answers about human trafficking in Peru, by fuzzy intent matching."""
