"""Who gets what answer from which address: every pattern of the URLconf, every role, every method."""
