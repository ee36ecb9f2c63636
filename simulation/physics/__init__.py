"""Physics: one page each for forces, integration and contact, and the step that puts them in order."""
