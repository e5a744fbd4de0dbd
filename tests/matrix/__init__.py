"""Every combination of choices that matters: rendered, checked, and for each pair run for real."""
