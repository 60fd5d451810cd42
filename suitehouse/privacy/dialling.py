"""Where telephone numbers are dialled in rows that name no country: the policy's word on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from suitehouse.contracts.model import TableContract
from suitehouse.errors import ConfigurationError
from suitehouse.privacy.countries import is_region


def dialled_in(contracts: Mapping[str, TableContract], region: str) -> Mapping[str, TableContract]:
    """Return the contracts with this region where they say none; '' leaves them as they are.

    Raises:
        ConfigurationError: There are no telephone numbers of such a region.
    """
    if not region:
        return contracts
    if not is_region(region):
        raise ConfigurationError(
            f"capture.phone_region: there are no telephone numbers of a region '{region}'; set it "
            'to the two capital letters of a country, such as "DE", in suitehouse.toml.'
        )
    return _Dialled(contracts, region)


class _Dialled(Mapping[str, TableContract]):
    """Contracts that are read when they are asked for, as those beneath."""

    def __init__(self, contracts: Mapping[str, TableContract], region: str) -> None:
        self._contracts = contracts
        self._region = region
        self._made: dict[str, TableContract] = {}

    def __getitem__(self, table: str) -> TableContract:
        if table not in self._made:
            contract = self._contracts[table]
            region = contract.phone_region or self._region
            self._made[table] = contract.model_copy(update={"phone_region": region})
        return self._made[table]

    def __contains__(self, table: object) -> bool:
        return table in self._contracts

    def __iter__(self) -> Iterator[str]:
        return iter(self._contracts)

    def __len__(self) -> int:
        return len(self._contracts)
