"""What proves presence: consent and faces, devices and their keys, challenges."""
