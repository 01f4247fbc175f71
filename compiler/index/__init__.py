"""What an editor asks of a recipe: what a name means, where else it stands, what may stand at a place."""
