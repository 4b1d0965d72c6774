// Entry of the report page.
