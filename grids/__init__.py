"""The area tree, the units that hold cases, the dated posts of people, boundaries and place codes."""
