"""Situations, one file each; the object bears the file's name, so adding one edits no list."""
