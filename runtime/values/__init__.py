"""Values as the runtime holds them: lists and maps of cells, and the shapes that decide what fits a type."""
