"""What no tool can beat: parts of the work done alone, one file each, written like a peer.

Belongs: reading without keeping, inserting without reading. Doesn't: a whole load.
"""
