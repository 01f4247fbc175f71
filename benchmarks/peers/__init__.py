"""What somebody would write by hand who needs just this one thing."""
