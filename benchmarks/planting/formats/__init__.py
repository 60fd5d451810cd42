"""Writers of the real export formats, one file each: `write(rows, month) -> Written`."""
