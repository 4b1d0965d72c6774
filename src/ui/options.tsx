// Entry of the options page.
