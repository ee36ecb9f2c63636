"""Questions to what is stored, answered in the shapes of schemas."""
