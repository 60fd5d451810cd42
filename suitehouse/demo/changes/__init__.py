"""What SuiteCRM and its neighbours do to the rows, one function a behaviour, one file a subject.

Each file lists its functions in `CHANGES`; `suitehouse.demo.mutations` finds the files by itself.
Statements commit one by one, in the order that SuiteCRM sends them.
"""
