"""Compares one table with landing, bucket by bucket; changes nothing."""

from __future__ import annotations

from dataclasses import replace

from suitehouse.operations.clock import Clock
from suitehouse.sweeping.bucket_source import BucketSource, pulled
from suitehouse.sweeping.method import Choice, Method, MethodChoice
from suitehouse.warehouses._sweep_store import Bucket, Comparison, ComparisonStore
from suitehouse.warehouses.protocol import LandingTable


class TableComparison:
    """Lists what differs in each bucket, to be compared row by row when `settle` is called.

    `source` is replaced where the connection broke; what was not settled is then to be forgotten
    and compared again.
    """

    def __init__(
        self, store: ComparisonStore, table: LandingTable, source: BucketSource, clock: Clock
    ) -> None:
        self._store = store
        self._table = table
        self._clock = clock
        self._choice = MethodChoice("read", 1)
        self._by_server: set[int] = set()
        self.source = source
        self.buckets: tuple[Bucket, ...] = ()
        self.unsettled: list[Bucket] = []
        self.methods: set[Method] = set()
        self._different_before = 0
        self.different = 0

    def lay_out(self, bucket_rows: int, asked: Choice) -> None:
        """Cut the table into buckets that both sides can tell apart."""
        self._store.forget_listed()
        bounds = self.source.usable(self._store.bounds(self._table, bucket_rows))
        self.buckets = self._store.lay_out(self._table, bounds)
        self._choice = MethodChoice(asked, len(self.buckets))

    def compare(self, bucket: Bucket) -> int:
        """Compare a bucket and return the source's rows of it."""
        method = self._choice.method
        started = self._clock()
        rows, is_different = self._by_parts(bucket) if method == "server" else self._by_rows(bucket)
        self._choice.note(rows, (self._clock() - started).total_seconds())
        self.methods.add(method)
        if is_different:
            self.unsettled.append(bucket)
            if method == "server":
                self._by_server.add(bucket.number)
        return rows

    def settle(self, most_wanted: int) -> Comparison:
        """Compare the listed rows one by one, and ask the source again for those that seem gone."""
        size = self.buckets[0].part_size
        found = self._store.compare_listed(self._table, size, most_wanted)
        for names in self._store.gone() if found.extra else ():
            with pulled(self.source.key_schema, self.source.found(names)) as keys:
                found = replace(found, extra=self._store.keep_gone(self._table, keys))
        numbers = {bucket.number for bucket in self.unsettled}
        if not (found.missing or found.different or found.extra) and numbers & self._by_server:
            self._choice.mistrust_server()
        else:
            self.different += len(numbers)
        return found

    def start_over(self) -> None:
        """Forget what was compared since the last `forget`: it is to be compared again."""
        self.different = self._different_before
        self.forget()

    def forget(self) -> None:
        """Start the lists anew, after what they held was dealt with."""
        self._different_before = self.different
        self._store.forget_listed()
        self.unsettled = []
        self._by_server = set()

    @property
    def method(self) -> str | None:
        """How the buckets were compared; both where both were tried."""
        return " and ".join(sorted(self.methods)) or None

    def _by_parts(self, bucket: Bucket) -> tuple[int, bool]:
        found = self._store.compare_parts(self._table, bucket, self.source.parts(bucket))
        if found.parts:
            rows = self.source.rows(bucket, found.parts)
            with pulled(self.source.row_schema, rows) as listed:
                self._store.list_rows(self._table, listed)
        return found.source_rows, found.is_different

    def _by_rows(self, bucket: Bucket) -> tuple[int, bool]:
        with pulled(self.source.row_schema, self.source.rows(bucket)) as rows:
            found = self._store.compare_rows(self._table, bucket, rows)
        return found.source_rows, found.is_different
