"""Brings what the writer holds to the other warehouses of the settings, and proves it is there.

The words of it:

- The *writer* is the DuckDB file in which rows are cast, masked, merged, proven and modelled.
- A *target* is another warehouse; `suitehouse.targets` has a file for each kind.
- A *relation* is a table that is delivered: of landing, history, marts, recon or ops. Its *version*
  names its state in the writer, its *shape* is its columns and their types.
- A *shipment* is a relation's rows on their way: all of them (`replace`), or those of the keys
  that changed (`merge`). They may wait in a *stage*, a table of the target that nobody reads.
- A *receipt* is what a target says of a relation that it holds: a row of its `ops.receipts`, noted
  in the transaction of the rows.
- A *delivery* is a shipment that arrived: a row of the writer's `ops.deliveries`.
- The *supplier* of rows is the writer that made them, with the key that it masked them with. Rows
  of another supplier are replaced whole.
"""
