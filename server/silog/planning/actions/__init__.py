"""What may be done in planning: set inputs, have plans made, cancel them, adopt one."""
