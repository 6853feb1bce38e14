"""The institution's own shape: school, departments, programmes, class groups, years and terms."""
